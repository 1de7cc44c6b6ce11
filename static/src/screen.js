// The big screen: reads, never writes.
import "./elements/asked-room.js";
import "./elements/connection-chip.js";
import "./elements/fit-board.js";
import "./elements/focus-events.js";
import "./elements/perspective-list.js";
import "./elements/screen-views.js";
import "./elements/shared-focus.js";
import "./elements/step-timer.js";
import "./elements/timeline-chart.js";
