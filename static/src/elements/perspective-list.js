// People's own words by what they are about. New ones wait behind "2 new since you looked", so that nothing moves under a
// reader; an empty list, the console and the big screen show them at once, in one cross-fade.
import { politely } from "../live/announce.js";
import { grouped } from "../live/groups.js";
import { claims, stage, view } from "../live/room.js";
import { clone, fill, holdStill, match, template } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

class PerspectiveList extends LiveElement {
  start() {
    this.groups = this.querySelector("[data-groups]");
    this.known = null;
    this.on(view, "changed", ({ detail }) => (detail.has("perspectives") || detail.has("episodes")) && this.arrive());
    this.on(stage, "changed", () => this.showBand());
    this.on(view, "changed", ({ detail }) => detail.has("ballots") && this.showSame());
    this.acts({ new: () => this.showNew() });
    this.arrive();
  }

  arrive() {
    if (!view.whole) return;
    const all = view.perspectives(), isFirst = this.known === null;
    const fresh = all.filter(({ id }) => !this.known?.has(id));
    if (isFirst || !this.known.size || this.hasAttribute("data-auto")) this.take(all, !isFirst && fresh.length > 0);
    else this.draw(all.filter(({ id }) => this.known.has(id)));
    if (!isFirst && fresh.length) politely("notes", `${say("board_open")} ${say("new_announced", { n: fresh.length })}`);
    this.offer(all.filter(({ id }) => !this.known.has(id)).length);
  }

  showNew() {
    const fresh = view.perspectives().filter(({ id }) => !this.known.has(id));
    this.take(view.perspectives(), true);
    this.offer(0);
    const first = this.querySelector(`[data-row][data-id="${fresh[0]?.id}"]`);
    first?.setAttribute("tabindex", "-1");
    first?.focus();
  }

  take(all, withFade) {
    this.known = new Set(all.map(({ id }) => id));
    this.draw(all);
    if (!withFade) return;
    this.groups.classList.remove("revealing");
    requestAnimationFrame(() => this.groups.classList.add("revealing"));
  }

  offer(count) {
    this.querySelector('[data-act="new"]').hidden = !count;
    fill(this, { new: say("new_notes", { n: count }) });
  }

  draw(shown) {
    const groups = grouped(shown, view.episodes(), view.events());
    const makeGroup = () => clone(template(this, "group")), makeRow = () => clone(template(this, "row"));
    holdStill(this, () => match(this.groups, groups, {
      make: makeGroup,
      update: (section, { heading, entries }) => {
        fill(section, { heading, count: say("notes", { n: entries.length }) });
        match(section.querySelector("[data-list]"), entries, { make: makeRow, update: (row, entry) => this.update(row, entry) });
      },
    }));
    this.showBand();
    this.showSame();
  }

  // "Same for me" is fetched when the room begins to be asked, not with the first page.
  async showSame() {
    if (view.ballots().length) (await import("../live/same.js")).dress(this);
  }

  update(row, entry) {
    const isAside = entry.state === "set_aside";
    fill(row, { said: isAside ? "" : entry.text, label: ["anonymous", "sealed"].includes(entry.mode) ? "" : entry.label }, { words: !isAside, aside: isAside, yours: claims.has(entry.id), reported: entry.own_words === false });
    for (const badge of row.querySelectorAll("[data-mode]")) badge.hidden = badge.dataset.mode !== entry.mode;
  }

  showBand() {
    const isHidden = Boolean(stage.now?.blind && stage.now?.band);
    const isEmpty = view.whole && !this.known?.size;
    fill(this, { band: stage.band() }, { hidden: isHidden, empty: isEmpty && !isHidden });
  }
}

customElements.define("perspective-list", PerspectiveList);
