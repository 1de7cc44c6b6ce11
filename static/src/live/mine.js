// How many notes of one's own there are, beside "Mine" in the bar of every page.
import { claims, letters, outbox } from "./room.js";
import { say } from "./words.js";

/** Begin to count, and keep the number right. */
export function countMine() {
  outbox.addEventListener("changed", show);
  letters.addEventListener("changed", show);
  show();
}

function show() {
  const count = claims.items().length;
  const told = letters.fresh ? ` ${say("mine_letters", { n: letters.fresh })}` : "";
  for (const place of document.querySelectorAll("[data-mine-count]")) place.textContent = count ? ` ${say("mine_count", { n: count })}${told}` : "";
}
