// Waiting to be let in: asks now and then whether the door is open, and goes by itself where the server leads.

const EVERY = 3000;

class JoinLobby extends HTMLElement {
  connectedCallback() {
    this.plan();
    document.addEventListener("visibilitychange", this.look);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.look);
  }

  plan() {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.look, EVERY * (0.8 + Math.random() * 0.4));
  }

  look = async () => {
    if (document.hidden) return this.plan();
    const { next } = this.dataset;
    const answer = await fetch(next, { headers: { Accept: "text/html" } }).catch(() => null);
    const isElsewhere = answer?.ok && new URL(answer.url).pathname !== location.pathname;
    return isElsewhere ? location.assign(answer.url) : this.plan();
  };
}

customElements.define("join-lobby", JoinLobby);
