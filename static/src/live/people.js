// The check of this page's own words for names: the list of given names comes with the script, for everybody alike.
import given from "../../../server/imports/given_names.txt";
import { checker } from "./naming.js";
import { place } from "./room.js";
import { fill } from "./rows.js";

const check = checker(given, place?.agencies);

/**
 * Before words go that may name a person, show the question of `host` and say what to look at. True when it asks: sending
 * waits for the answer, which may be "as it is".
 */
export function askFirst(host, text) {
  const named = check(text).map((words) => `“${words}”`).join(", ");
  fill(host, { named }, { named: Boolean(named) });
  if (named) host.querySelector('[data-show="named"]').focus();
  return Boolean(named);
}
