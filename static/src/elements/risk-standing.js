// One's own alert: looks every few seconds whether it was seen, and says so when that changes.
import { politely, urgently } from "../live/announce.js";
import { refresh } from "../live/refresh.js";

const EVERY = 4000;
let told = null;

class RiskStanding extends HTMLElement {
  connectedCallback() {
    const { standing } = this.dataset, said = this.querySelector("[data-said]").textContent;
    if (told !== null && told !== standing) (standing === "new-late" ? urgently : (words) => politely("alert", words))(said);
    told = standing;
    this.timer = setInterval(() => refresh({ longest: 500 }), EVERY);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

customElements.define("risk-standing", RiskStanding);
