// Desktop pages: forms and lists by htmx. The live parts are fetched only where a page carries <script id="live">.
import "htmx.org";
import { listen } from "./live/alarm.js";

listen();
document.addEventListener("htmx:after:swap", listen);

if (document.getElementById("live")) import("./live-page.js");
