// A form in a small box: once its words are kept, it is empty again and the box closes. Words that were not kept stay.

class ClearAfter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:after:request", ({ detail }) => {
      if (!detail.ctx.response?.raw?.ok) return;
      this.querySelector("form").reset();
      this.closest("[popover]")?.hidePopover?.();
    });
  }
}

customElements.define("clear-after", ClearAfter);
