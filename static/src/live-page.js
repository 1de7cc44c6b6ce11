// The live parts of a desktop page.
import "./elements/add-event.js";
import "./elements/connection-chip.js";
import "./elements/episode-list.js";
import "./elements/episode-sections.js";
import "./elements/event-list.js";
import "./elements/follow-stage.js";
import "./elements/kept-words.js";
import "./elements/perspective-list.js";
import "./elements/shared-focus.js";
import "./elements/timeline-chart.js";
