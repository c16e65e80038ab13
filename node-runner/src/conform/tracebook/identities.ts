// Who is who: the host's ids and owners, which may be any 64-bit integer, and the engine's ids and accounts.

import { NO_OWNER } from "./protocol.js";

export interface Identity {
  /** The host's id. */
  readonly id: string;
  readonly owner: string;
  readonly account: number;
  /** The engine's id. */
  readonly number: number;
}

/** The account of orders that have no owner. */
export const ANONYMOUS = 0;

/** The orders of a book by both ids. An id is one order's, whoever owns it. */
export class Identities {
  readonly #accounts = new Map<string, number>();
  readonly #byId = new Map<string, Identity>();
  readonly #byNumber = new Map<number, Identity>();
  #nextNumber = 1;

  get size(): number {
    return this.#byId.size;
  }

  all(): IterableIterator<Identity> {
    return this.#byId.values();
  }

  find(id: string): Identity | undefined {
    return this.#byId.get(id);
  }

  /** The host's id of an order that trades. */
  idOf(number: number): string {
    return this.#byNumber.get(number)?.id ?? "0";
  }

  /** A new order, in place of an earlier one of this id. */
  add(id: string, owner: string): Identity {
    const earlier = this.#byId.get(id);
    if (earlier !== undefined) this.forget(earlier);
    const identity = { id, owner, account: this.#accountOf(owner), number: this.#nextNumber++ };
    this.keep(identity);
    return identity;
  }

  /** An order that is entered again. */
  keep(identity: Identity): void {
    this.#byId.set(identity.id, identity);
    this.#byNumber.set(identity.number, identity);
  }

  forget({ id, number }: Identity): void {
    this.#byId.delete(id);
    this.#byNumber.delete(number);
  }

  /** Forgets the orders; owners keep their accounts. */
  clear(): void {
    this.#byId.clear();
    this.#byNumber.clear();
  }

  #accountOf(owner: string): number {
    if (owner === NO_OWNER) return ANONYMOUS;
    const account = this.#accounts.get(owner) ?? this.#accounts.size + 1;
    this.#accounts.set(owner, account);
    return account;
  }
}
