// Desktop pages: forms and lists by htmx. The live parts are fetched only where a page carries <script id="live">.
import "htmx.org";

if (document.getElementById("live")) import("./live-page.js");
