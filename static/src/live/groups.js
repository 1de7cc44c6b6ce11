// Perspectives in groups: by episode, then by single event in the order of the timeline, then about the whole story.
import { say } from "./words.js";

/** [{id, heading, entries}], empty groups left out; within a group by place, which is random (promise A2). */
export function grouped(perspectives, episodes, events) {
  const homes = [
    ...episodes.map(({ id, number, title }) => ({ id: `episode-${id}`, heading: say("episode_title", { number, words: title || say("no_title") }) })),
    ...events.map(({ id, shown }) => ({ id: `event-${id}`, heading: say("about_event", { number: shown }) })),
    { id: "free", heading: say("about_free") },
  ];
  const known = new Set(homes.map(({ id }) => id));
  const filled = group(perspectives, homeOf(known));
  return homes.filter(({ id }) => filled.has(id)).map((home) => ({ ...home, entries: filled.get(home.id) }));
}

function homeOf(known) {
  return ({ on }) => {
    const home = on?.id ? `${on.kind}-${on.id}` : "free";
    return known.has(home) ? home : "free";
  };
}

function group(items, key) {
  const found = new Map();
  for (const item of items) found.set(key(item), [...found.get(key(item)) ?? [], item]);
  return found;
}
