// The timeline as a chart: a true time axis, a lane an agency. It scrolls and zooms in its own box; the list says the same.
import { Axis } from "../live/axis.js";
import { Travel } from "../live/travel.js";
import { layEpisodes, layGaps, layLanes, monthsFor } from "../live/chart.js";
import { pullFocus } from "../live/commands.js";
import { drawCounts, drawEpisodes, drawGaps, drawLanes, drawMonths } from "../live/draw.js";
import { place, stage, view } from "../live/room.js";
import { LiveElement } from "./live-element.js";

const MANY = 500, MOST_ROWS = 4;

class TimelineChart extends LiveElement {
  start() {
    this.axis = new Axis(place.from, place.to);
    this.travel = new Travel(this, () => this.lay());
    this.watch = new ResizeObserver(() => this.travel.resized() && this.lay());
    this.watch.observe(this);
    this.on(stage, "changed", ({ detail: { before, now } }) => before?.focus?.id !== now.focus?.id && this.lay());
    this.on(view, "changed", ({ detail }) => (detail.has("timeline") || detail.has("episodes")) && this.lay());
    this.on(this.travel.box, "scroll", () => this.isMany && this.draw());
    this.acts({ mark: (button) => this.pick(button.closest("[data-id]").dataset.id), ...this.travel.acts });
    this.lay();
  }

  stop() {
    this.watch?.disconnect();
  }

  get lit() {
    return stage.now?.focus?.kind === "event" ? stage.now.focus.id : null;
  }

  /** Work everything out anew: events, width or focus changed. Never for an arriving note. */
  lay() {
    if (!view.whole || !this.clientWidth) return;
    if (!this.hasAttribute("data-fit")) return void this.layOut();
    this.travel.squeeze(false);
    this.layOut();
    if (!this.travel.isOver) return;
    this.travel.squeeze(true);
    this.layOut();
  }

  layOut() {
    const { width, mark } = this.travel.measure(), { axis, lit } = this, { agencies } = place, focus = stage.now?.focus;
    const events = view.events(), episodes = view.episodes(), titleWidth = (title) => title.length * mark * 0.5;
    this.laid = this.fit((most) => layLanes({ events, agencies, axis, width, mark, most, keep: lit }));
    drawEpisodes(this, layEpisodes({ episodes, axis, width, focus, titleWidth }));
    drawMonths(this, axis.months(), monthsFor(axis, width, mark));
    drawCounts(this, events, this.laid.undated);
    this.travel.name(episodes.find(({ id, events: inside }) => id === focus?.id || inside.includes(lit)));
    this.draw();
    drawGaps(this, layGaps({ events, agencies, axis, days: place.gap_days ?? 28 }), { width, lanes: this.laid.lanes });
  }

  draw() {
    const { lanes } = this.laid;
    this.isMany = lanes.reduce((sum, { marks }) => sum + marks.length, 0) > MANY;
    drawLanes(this, lanes, { isSeen: this.isMany ? this.travel.isSeen() : () => true, focus: this.lit });
    this.travel.settle();
  }

  // The big screen has no room to scroll: lanes fold harder until all of them fit the height that is there.
  fit(lay) {
    if (!this.hasAttribute("data-fit")) return lay(Number(this.dataset.most) || MOST_ROWS);
    const room = this.travel.roomForRows();
    let laid = lay(MOST_ROWS);
    for (let most = MOST_ROWS - 1; most > 0 && laid.rows > room(laid.lanes.length); most -= 1) laid = lay(most);
    return laid;
  }

  pick(id) {
    const events = this.laid.lanes.flatMap(({ marks }) => marks).find((mark) => mark.id === id).events;
    if (events.length > 1) return this.travel.spread(events, this.axis);
    if (this.dataset.action) return pullFocus(this.dataset.action, "event", events[0].id);
    document.getElementById(`event-${events[0].id}`)?.focus();
  }
}

customElements.define("timeline-chart", TimelineChart);
