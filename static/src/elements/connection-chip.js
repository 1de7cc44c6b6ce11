// Says in words whether this page is connected and how much is not on disk. Never only a dot, never too early a tick.
import { line, outbox, replica, unsaved } from "../live/room.js";
import { fill } from "../live/rows.js";
import { say } from "../live/words.js";
import { LiveElement } from "./live-element.js";

const SHORT = 1000, RECONNECTING = 3000, OFFLINE = 10_000;
const AWAY = ["offline", "reconnecting"];

class ConnectionChip extends LiveElement {
  start() {
    this.begun = Date.now();
    this.since = null;
    this.on(line, "status", () => this.show());
    this.on(line, "stage", ({ detail }) => {
      this.keeps = detail.keeps;
      this.show();
    });
    this.on(replica, "unsaved", () => this.show());
    this.on(outbox, "changed", () => this.show());
    this.on(window, "online offline", () => this.show());
    this.clock = setInterval(() => this.show(), 500);
    this.show();
  }

  stop() {
    clearInterval(this.clock);
  }

  show() {
    const count = unsaved();
    this.since = count ? this.since ?? Date.now() : null;
    const kind = this.kind(count);
    for (const chip of this.querySelectorAll("[data-when]")) chip.hidden = chip.dataset.when !== kind;
    for (const message of document.querySelectorAll("[data-offline]")) message.hidden = !AWAY.includes(kind);
    for (const message of document.querySelectorAll("[data-unkept]")) message.hidden = kind !== "unkept";
    fill(this, { unsaved: say("unsaved", { n: count }), waiting: count ? say("waiting", { n: count }) : "" });
    this.dataset.state = kind;
    this.dataset.unsaved = count;
  }

  kind(count) {
    if (line.status === "out" || line.status === "ended") return line.status;
    if (line.status === "open" && this.keeps === false) return "unkept";
    if (line.status === "open") return count && Date.now() - this.since > SHORT ? "unsaved" : "connected";
    if (navigator.onLine === false) return "offline";
    const away = Date.now() - (line.lostAt ?? this.begun);
    if (away > OFFLINE) return "offline";
    if (away > RECONNECTING) return "reconnecting";
    return count ? "unsaved" : line.lostAt ? "connected" : "connecting";
  }
}

customElements.define("connection-chip", ConnectionChip);
