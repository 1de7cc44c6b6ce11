// What everyone is looking at. Nothing on the page moves because of it: the words change, and a link leads there.
import { politely } from "../live/announce.js";
import { span, when } from "../live/dates.js";
import { agencies, stage, view } from "../live/room.js";
import { fill, holdStill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const SHORT = 90;

class SharedFocus extends LiveElement {
  start() {
    this.on(stage, "changed", ({ detail: { before, now } }) => {
      this.moved = Boolean(before) && before.focus?.id !== now.focus?.id;
      this.show();
    });
    this.on(view, "changed", () => this.show());
    this.show();
  }

  show() {
    if (!stage.now) return;
    const { focus } = stage.now;
    const facts = focus && view.whole ? this.facts(focus) : null;
    const wanted = focus ? facts && "focus" : "none";
    this.keepHeight();
    holdStill(this, () => {
      for (const part of this.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== wanted;
      if (facts) this.fillIn(focus, facts);
    });
    if (this.moved && (facts || !focus)) {
      politely("focus", facts?.spoken ?? say("looking_free"));
      this.moved = false;
    }
  }

  // A shorter text must not pull the box up that somebody is writing in.
  keepHeight() {
    const isWriting = document.activeElement?.matches("textarea, input");
    this.style.setProperty("--tall", isWriting ? `${this.offsetHeight}px` : "0px");
  }

  fillIn(focus, { title, detail, k, words }) {
    fill(this, { title, detail, k, words });
    for (const heading of this.querySelectorAll('[data-field="words"]')) heading.classList.toggle("long", words.length > SHORT);
    for (const link of this.querySelectorAll("a[data-link]")) link.href = `${link.dataset.link}#${focus.kind}-${focus.id}`;
  }

  facts({ kind, id }) {
    return kind === "episode" ? this.episode(view.episode(id)) : this.event(view.event(id));
  }

  event(event) {
    if (!event) return null;
    const number = event.shown, home = view.episodes().find(({ events }) => events.includes(event.id));
    const agency = agencies.get(event.agency)?.name ?? event.agency;
    const k = home ? say("event_in", { number, episode: home.number }) : say("event_n", { number });
    const title = say("event_title", { number, words: clip(event.what) });
    return { title, k, words: event.what, detail: `${agency}. ${when(event.date)}`, spoken: say("looking_event", { number }) };
  }

  episode(episode) {
    if (!episode) return null;
    const { number } = episode, words = episode.title || say("no_title");
    const dates = episode.start && episode.end ? `${span(episode.start, episode.end)}. ` : "";
    const detail = dates + say("records", { n: episode.events.length });
    return { title: say("episode_title", { number, words }), k: say("episode_n", { number }), words, detail, spoken: say("looking_episode", { number, words }) };
  }
}

function clip(words) {
  return words.length <= SHORT ? words : `${words.slice(0, SHORT).replace(/\s+\S*$/, "")}…`;
}

customElements.define("shared-focus", SharedFocus);
