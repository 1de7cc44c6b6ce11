// The words of one event in its row of a list.
import { exact, typed, when } from "./dates.js";
import { agencies } from "./room.js";
import { fill } from "./rows.js";

export function fillEvent(row, { id, agency: code, date, shown, what, label }) {
  const agency = agencies.get(code), own = typed(date);
  row.id = `event-${id}`;
  fill(row, { number: shown, code, agency: agency?.name ?? "", when: when(date), what, typed: own, by: label ?? "" }, { inexact: !exact(date), typed: Boolean(own), by: Boolean(label) });
  for (const mark of row.querySelectorAll("[data-agency]")) mark.className = mark.className.replace(/ag-\d+/, `ag-${agency?.colour ?? 4}`);
}
