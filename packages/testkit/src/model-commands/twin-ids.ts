// Twin ids: which id of the model's stands for which of the product's; ids that are met first in the same place become twins.

/** What the model's own ids look like. */
const MADE = /^(entry|assignment|reservation|exception|limitRequest|key)-\d+$/;

/** The key of a void names what it voids. */
const VOID = "void:";

export class TwinIds {
  readonly #product = new Map<string, string>();
  readonly #model = new Map<string, string>();

  areTwins(model: string, product: string): boolean {
    if (model.startsWith(VOID) && product.startsWith(VOID))
      return this.areTwins(model.slice(VOID.length), product.slice(VOID.length));
    const twin = this.#product.get(model);
    if (twin !== undefined) return twin === product;
    if (model === product) return true;
    if (!MADE.test(model) || this.#model.has(product)) return false;
    this.#product.set(model, product);
    this.#model.set(product, model);
    return true;
  }

  /** The text as the product would say it. */
  ofProduct(model: string): string {
    return this.#product.get(model) ?? model;
  }
}
