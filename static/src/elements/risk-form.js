// Someone may be at risk now: a plain form, made stubborn. It is sent again under the same key until the server has it on
// disk, and says meanwhile that it has not gone. What is half written lasts as long as the page.
import { fill } from "../live/rows.js";

const AGAIN = 2000, ANSWER_WITHIN = 8000;

class RiskForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  send(event) {
    event.preventDefault();
    if (!this.sending) this.try(new URLSearchParams(new FormData(this.form)));
  }

  async try(body) {
    this.sending = true;
    const letter = { method: "POST", body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(ANSWER_WITHIN) };
    const answer = await fetch(this.dataset.at, letter).catch(() => null);
    if (answer?.status === 201) return location.assign((await answer.json()).at);
    // What the server will not take, a plain form says in words: the page it answers with keeps them.
    if (answer && answer.status < 500 && answer.status !== 429) return this.form.submit();
    fill(this, {}, { waiting: true });
    this.timer = setTimeout(() => this.try(body), AGAIN);
    return null;
  }
}

customElements.define("risk-form", RiskForm);
