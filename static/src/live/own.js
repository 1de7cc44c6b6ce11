// A person's own notes, from what this phone alone knows: drafts, the outbox, and claims found on the board.

/**
 * [{id, state, text, mode, label, say, code, at, prompt}] with state draft, sending, waiting, saved, refused, away, shown,
 * aside or withdrawn. `away` is sent and not shown yet: its words are no longer on this phone.
 */
export function ownNotes({ claims, outbox, perspectives, prompt = null }) {
  const shown = new Map(perspectives.filter(({ id }) => claims.has(id)).map((entry) => [entry.id, entry]));
  const sent = [...outbox.entries.values()].map((entry) => fromOutbox(entry, shown.get(entry.item), outbox.spoken.get(entry.item)));
  const told = new Set(outbox.entries.keys());
  const rest = claims.items().filter((item) => !told.has(item)).map((item) => fromBoard(item, shown.get(item)));
  const drafts = outbox.drafts().filter((draft) => draft.phase && draft.prompt !== prompt).map(fromDraft);
  return [...drafts, ...sent.reverse(), ...rest];
}

function fromDraft({ prompt, text, mode, phase }) {
  return { id: `draft-${prompt}`, state: "draft", text, mode, label: "", say: "", at: "", prompt, phase };
}

function fromOutbox({ item, kind, state, fields, say, code, at }, entry, spoken) {
  const isThere = kind === "veil" ? entry?.mode === fields.mode : kind === "send" || entry?.text === spoken;
  const onBoard = entry && state === "saved" && isThere;
  if (onBoard) return { ...fromBoard(item, entry), at };
  const text = fields.text ?? spoken ?? entry?.text ?? "";
  const away = state === "saved" && !text;
  return { id: item, kind, state: away ? "away" : state, text, mode: fields.mode ?? entry?.mode, label: entry?.label ?? "", say, code, at };
}

function fromBoard(item, entry) {
  if (!entry) return { id: item, state: "away", text: "", mode: null, label: "", say: "", at: "" };
  const { text, mode, label, state } = entry;
  return { id: item, state: state === "set_aside" ? "aside" : "shown", text, mode, label, say: "", at: "" };
}
