// The three shared texts of an episode, co-edited letter by letter where the step lets this seat write.
import { replica, stage, view } from "../live/room.js";
import { tie } from "../live/tie.js";
import { LiveElement } from "./live-element.js";

class EpisodeSections extends LiveElement {
  start() {
    this.ties = new Map();
    this.on(view, "changed", ({ detail }) => detail.has("episodes") && this.show());
    this.on(stage, "changed", () => this.show());
    this.on(replica, "renewed", () => this.stop());
    queueMicrotask(() => this.show());
  }

  stop() {
    for (const untie of this.ties?.values() ?? []) untie();
    this.ties?.clear();
  }

  show() {
    const id = this.closest("[data-id]")?.dataset.id;
    if (!id || !view.whole) return;
    for (const section of this.querySelectorAll("[data-section]")) this.draw(section, ["episodes", id, section.dataset.section]);
  }

  draw(section, path) {
    const area = section.querySelector("textarea"), words = section.querySelector("[data-words]");
    const text = replica.text(path.join("/"));
    const isOpen = Boolean(text) && (stage.writes(path[1]) || document.activeElement === area);
    if (isOpen && !this.ties.has(path[2])) this.ties.set(path[2], tie(area, path));
    if (!isOpen && this.ties.has(path[2])) this.untie(path[2]);
    area.hidden = !isOpen;
    area.readOnly = !stage.writes(path[1]);
    words.hidden = isOpen;
    const said = text?.toString() ?? "";
    if (words.textContent !== said) words.textContent = said;
  }

  untie(name) {
    this.ties.get(name)();
    this.ties.delete(name);
  }
}

customElements.define("episode-sections", EpisodeSections);
