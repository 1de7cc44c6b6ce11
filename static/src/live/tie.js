// A box on the page tied to a place of this page's board.
import { bind } from "./binding.js";
import { listenForUndo } from "./past.js";
import { replica } from "./room.js";

/** Tie a textarea to [root, id, field]; returns a function that unties it, or null when there is no such text. */
export function tie(area, path) {
  const text = replica.text(path.join("/"));
  if (!text) return null;
  const past = replica.past(path);
  const untie = bind(area, text, { write: (change) => replica.write(path, change), isOurs: (origin) => replica.isOurs(origin) });
  const endUndo = listenForUndo(area, (act) => replica.turn(past, act));
  return () => {
    endUndo();
    untie();
    past.destroy();
  };
}
