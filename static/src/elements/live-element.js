// An element that lives on a live page: it starts when there is a line, and stops listening when it leaves the page.
import { place } from "../live/room.js";

export class LiveElement extends HTMLElement {
  connectedCallback() {
    this.gone = new AbortController();
    if (place) this.start();
  }

  disconnectedCallback() {
    this.gone.abort();
    this.stop();
  }

  start() {}

  stop() {}

  /** Listen for as long as the element is on the page. `names` are separated by spaces. */
  on(target, names, act) {
    for (const name of names.split(" ")) target.addEventListener(name, act, { signal: this.gone.signal });
  }

  /** Act on presses of the buttons inside that carry data-act: {name: (button, event) => ...}. */
  acts(acts) {
    this.on(this, "click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button && this.contains(button)) acts[button.dataset.act]?.(button, event);
    });
  }
}
