// What the console asks of the server by script. The answer comes to every screen as a stage.
import { urgently } from "./announce.js";
import { formToken } from "./room.js";
import { say } from "./words.js";

/** Post a few fields to an address of ours; says in words when it did not happen. */
export async function command(address, fields) {
  const headers = { Accept: "application/json", "X-Form-Token": formToken() };
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers }).catch(() => null);
  if (answer?.ok) return true;
  const said = await answer?.json().catch(() => null);
  urgently(said?.refused?.say ?? said?.say ?? say("sorry"));
  return false;
}

/** Everyone looks at this; an empty kind lets people look around freely. */
export function pullFocus(address, kind, id) {
  return command(address, { kind, id });
}
