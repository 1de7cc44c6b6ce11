// Moving over the timeline: how wide it is, what is in view, zooming that keeps the lit event still, arrows between marks.
import { dayOf } from "./axis.js";
import { say } from "./words.js";

const CLOSEST = 40, STEP = 1.6, MARGIN = 1, REST = 120;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Sizes are read once after each change of the glass: reading them while drawing would make the browser lay out twice. */
export class Travel {
  constructor(host, changed) {
    Object.assign(this, { host, changed, zoom: 1, scroll: 0, episode: null, isStale: true });
    this.chart = host.querySelector(".tl");
    this.box = host.querySelector(".tl-scroll");
    this.inner = host.querySelector(".tl-inner");
    this.acts = { in: () => this.to(this.zoom * STEP), out: () => this.to(this.zoom / STEP), all: () => this.to(1), episode: () => this.episode && this.show(this.episode.start, this.episode.end) };
    this.box.addEventListener("scroll", () => { this.scroll = this.box.scrollLeft; });
    this.box.addEventListener("keydown", (event) => this.#arrow(event));
    this.box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  /** The width of the track and of a mark, in pixels. */
  measure() {
    if (this.isStale) this.#read();
    this.width = Math.max(120, this.seen * this.zoom - this.mark * 0.8);
    return { width: this.width, mark: this.mark };
  }

  /** The glass changed. Says whether its width did. */
  resized() {
    const before = this.seen;
    this.#read();
    return before !== this.seen;
  }

  /** Lower rows, and codes without names, for a screen of fixed height that all lanes do not fit. */
  squeeze(isTight) {
    this.isTight = isTight;
    this.chart.classList.toggle("tight", isTight);
    this.#read();
  }

  /** Are there more lanes than fit? */
  get isOver() {
    return this.host.querySelector("[data-lanes]").offsetHeight > this.#room();
  }

  /** For a chart that must fit its parent: how many rows there is room for, given a number of lanes. */
  roomForRows() {
    const room = this.#room();
    return (lanes) => Math.floor((room - lanes * (this.isTight ? 5 : 9)) / this.row);
  }

  /** A test for shares of the track: is it in view, or nearly? */
  isSeen() {
    const from = this.scroll - this.seen * MARGIN, to = this.scroll + this.seen * (1 + MARGIN);
    return (at) => at * this.width >= from && at * this.width <= to;
  }

  /** Zoom, keeping the lit event, or else the middle, where it is. While a pinch `isOngoing`, marks move but do not fold anew. */
  to(zoom, still = this.#still(), isOngoing = false) {
    const before = still * this.width - this.scroll;
    this.#go(zoom, () => still * this.width - before, isOngoing);
  }

  /** Bring a stretch of days into view. */
  show(start, end, axis = this.axis) {
    const from = axis.at(dayOf(start)), to = axis.at(dayOf(end) + 1), wide = Math.max(0.004, to - from);
    this.#go(0.9 / wide, () => (from - wide * 0.05) * this.width);
  }

  /** Spread the events of a fold. */
  spread(events, axis) {
    const days = events.flatMap(({ date }) => [date.start ?? date.end, date.end ?? date.start]).sort();
    this.show(days[0], days.at(-1), axis);
  }

  /** Which episode "Fit episode" means. */
  name(episode) {
    this.episode = episode?.start && episode.end ? episode : null;
    const button = this.host.querySelector('[data-act="episode"]');
    if (!button) return;
    button.hidden = !this.episode;
    if (this.episode) button.textContent = say("fit_episode", { number: this.episode.number });
    this.host.querySelector('[data-act="all"]').setAttribute("aria-pressed", String(this.zoom === 1));
  }

  /** One tab stop for the whole chart. */
  settle() {
    const marks = this.#marks();
    if (!marks.length) return;
    const current = marks.find((mark) => mark === document.activeElement) ?? marks.find((mark) => mark.tabIndex === 0) ?? marks[0];
    for (const mark of marks) if (mark.tabIndex !== (mark === current ? 0 : -1)) mark.tabIndex = mark === current ? 0 : -1;
  }

  get axis() {
    return this.host.axis;
  }

  #room() {
    const frame = this.host.parentElement, lanes = this.host.querySelector("[data-lanes]");
    return frame.clientHeight - (lanes.getBoundingClientRect().top - frame.getBoundingClientRect().top);
  }

  #read() {
    const style = getComputedStyle(this.chart), size = (name) => parseFloat(style.getPropertyValue(name));
    [this.label, this.mark, this.row] = [size("--lab"), size("--mk"), size("--rh")];
    this.seen = this.box.clientWidth - this.label;
    this.isStale = false;
  }

  // First the marks, then the width, then the place: the browser lays out once.
  #go(zoom, place, isOngoing = false) {
    this.zoom = Math.min(CLOSEST, Math.max(1, zoom));
    this.measure();
    this.scroll = Math.max(0, Math.min(place(), this.seen * (this.zoom - 1)));
    clearTimeout(this.rest);
    if (isOngoing) this.rest = setTimeout(() => this.changed(), REST);
    else this.changed();
    this.inner.style.setProperty("width", this.zoom === 1 ? "100%" : `${this.label + this.seen * this.zoom}px`);
    this.box.scrollLeft = this.scroll;
  }

  #still() {
    const lit = this.host.querySelector(".mk.is-focus");
    if (lit) return parseFloat(lit.style.getPropertyValue("--x")) / 100;
    return (this.scroll + this.seen / 2) / this.width;
  }

  #marks() {
    return Array.from(this.box.querySelectorAll('[data-act="mark"]'));
  }

  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.to(this.zoom * 1.002 ** -event.deltaY, undefined, true);
  }

  #arrow(event) {
    const [along, across] = ARROWS[event.key] ?? [0, 0];
    if (!along && !across) return;
    event.preventDefault();
    const next = along ? this.#beside(event.target, along) : this.#over(event.target, across);
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  #beside(mark, by) {
    const lane = Array.from(mark.closest("[data-list]").querySelectorAll('[data-act="mark"]')).sort((a, b) => left(a) - left(b));
    return lane[lane.indexOf(mark) + by];
  }

  #over(mark, by) {
    const lanes = Array.from(this.box.querySelectorAll("[data-list]")).filter((lane) => lane.children.length);
    const lane = lanes[lanes.indexOf(mark.closest("[data-list]")) + by];
    const marks = Array.from(lane?.querySelectorAll('[data-act="mark"]') ?? []);
    return marks.sort((a, b) => Math.abs(left(a) - left(mark)) - Math.abs(left(b) - left(mark)))[0];
  }
}

function left(mark) {
  return mark.getBoundingClientRect().left;
}
