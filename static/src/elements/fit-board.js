// The board on the big screen cannot scroll: words grow smaller down to 28 px, and what still does not fit is counted.
import { view } from "../live/room.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const SIZES = [["38px", "2"], ["34px", "2"], ["30px", "3"], ["28px", "3"]];

class FitBoard extends LiveElement {
  start() {
    this.list = this.querySelector("perspective-list");
    this.watch = new ResizeObserver(() => this.fit());
    this.watch.observe(this);
    this.on(view, "changed", () => requestAnimationFrame(() => this.fit()));
  }

  stop() {
    this.watch?.disconnect();
  }

  get isOver() {
    return this.list.scrollWidth > this.list.clientWidth + 1 || this.list.scrollHeight > this.list.clientHeight + 1;
  }

  fit() {
    if (!this.clientWidth) return;
    const rows = Array.from(this.list.querySelectorAll("[data-row]"));
    for (const row of rows) row.removeAttribute("data-beyond");
    fill(this, {}, { more: false });
    for (const [size, columns] of SIZES) {
      this.style.setProperty("--said", size);
      this.style.setProperty("--columns", columns);
      if (!this.isOver) return;
    }
    this.leaveOut(rows);
  }

  leaveOut(rows) {
    let beyond = 0;
    fill(this, { more: say("more_notes", { n: rows.length }) }, { more: true });
    for (const row of rows.reverse()) {
      if (!this.isOver) break;
      row.setAttribute("data-beyond", "");
      beyond += 1;
    }
    fill(this, { more: say("more_notes", { n: beyond }) });
  }
}

customElements.define("fit-board", FitBoard);
