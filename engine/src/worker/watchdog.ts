// Notices a worker that does not answer. Browsers do not tell when a worker was terminated by somebody else.

/** Looks several times within the time allowed: a machine that slept wakes up to one late look, not to a dead worker. */
const LOOKS = 4;

/** Calls back when something is awaited and nothing happens for too long. */
export class Watchdog {
  readonly #timeoutMs: number;
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #awaited = 0;
  #silentLooks = 0;
  #paused = 0;

  /** A timeout of `Infinity` never ends. */
  constructor(timeoutMs: number, onSilence: () => void) {
    this.#timeoutMs = timeoutMs;
    this.#onSilence = onSilence;
  }

  /** Something is awaited from now on. */
  begin(): void {
    this.#awaited += 1;
    this.#silentLooks = 0;
    if (this.#timer !== undefined || !Number.isFinite(this.#timeoutMs)) return;
    this.#timer = setInterval(() => this.#look(), this.#timeoutMs / LOOKS);
  }

  /** It came, or is not awaited any more. */
  end(): void {
    this.#awaited -= 1;
    if (this.#awaited === 0) this.#stop();
  }

  /** The worker is alive. */
  touch(): void {
    this.#silentLooks = 0;
  }

  /** From now on silence has another reason. */
  pause(): void {
    this.#paused += 1;
  }

  /** The other reason is over. */
  resume(): void {
    this.#paused -= 1;
    this.#silentLooks = 0;
  }

  /** Stops for good. */
  close(): void {
    this.#awaited = 0;
    this.#stop();
  }

  #look(): void {
    if (this.#paused > 0) return;
    this.#silentLooks += 1;
    if (this.#silentLooks > LOOKS) this.#onSilence();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
