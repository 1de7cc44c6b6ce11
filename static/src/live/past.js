// Ctrl+Z in a shared text takes back this page's own changes and nobody else's. The browser's own undo knows of no others: it
// would bring back whole values, and write over what they wrote meanwhile.
const TYPES = { historyUndo: "undo", historyRedo: "redo" };

/** Let the keys and the phone's own gestures for it `turn("undo")` or `turn("redo")`; returns a function that ends it. */
export function listenForUndo(area, turn) {
  const take = (event) => {
    const act = event.type === "keydown" ? actOf(event) : TYPES[event.inputType];
    if (!act) return;
    event.preventDefault();
    if (!area.readOnly) turn(act);
  };
  for (const name of ["keydown", "beforeinput"]) area.addEventListener(name, take);
  return () => {
    for (const name of ["keydown", "beforeinput"]) area.removeEventListener(name, take);
  };
}

function actOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = key.toLowerCase();
  if (altKey || !(ctrlKey || metaKey)) return null;
  if (letter === "z") return shiftKey ? "redo" : "undo";
  return letter === "y" && ctrlKey ? "redo" : null;
}
