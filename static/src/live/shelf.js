// A small place in the browser's storage. Where storage is closed (private mode, full) it lasts as long as the page.

export class Shelf {
  constructor(storage, key) {
    this.key = key;
    this.storage = storage;
    this.spare = null;
  }

  read(otherwise) {
    const text = this.#try(() => this.storage.getItem(this.key)) ?? this.spare;
    return text ? JSON.parse(text) : otherwise;
  }

  write(value) {
    this.spare = JSON.stringify(value);
    this.#try(() => this.storage.setItem(this.key, this.spare));
  }

  clear() {
    this.spare = null;
    this.#try(() => this.storage.removeItem(this.key));
  }

  #try(act) {
    try {
      return act();
    } catch (refusal) {
      if (refusal instanceof TypeError || refusal.name === "SecurityError" || refusal.name === "QuotaExceededError") return null;
      throw refusal;
    }
  }
}
