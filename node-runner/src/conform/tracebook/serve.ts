// The engine's half of a conversation: reads the host's frames line by line, and answers each.

import type { BackendChoice, EngineBackend } from "@cift/engine";
import { Observer } from "./observer.js";
import { type EngineConfig, type Frame, PROTOCOL, ProtocolError, readFrame, VERSION } from "./protocol.js";

export interface Engine {
  readonly name: string;
  readonly version: string;
  readonly language: string;
}

export interface ServeOptions {
  readonly backend: BackendChoice | EngineBackend;
  readonly engine: Engine;
  /** Gets each frame, without the newline behind it. */
  readonly write: (frame: string) => void;
}

/** How a conversation ended. */
export interface Conversation {
  readonly events: number;
  /** Why it ended before `finish`. The host was told. */
  readonly error: Error | undefined;
}

/** Answers the host until it says `finish`, or something that cannot be answered. */
export async function serve(lines: AsyncIterable<string>, options: ServeOptions): Promise<Conversation> {
  const session = new Session(options);
  try {
    for await (const line of lines) {
      if (line.trim() === "") continue;
      if (await session.answer(readFrame(line))) return { events: session.events, error: undefined };
    }
    throw new ProtocolError("protocol ended before finish");
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    const code = known instanceof ProtocolError ? known.code : "ADAPTER_ERROR";
    options.write(JSON.stringify({ type: "error", code, message: known.message }));
    return { events: session.events, error: known };
  } finally {
    session.dispose();
  }
}

class Session {
  readonly #options: ServeOptions;
  #observer: Observer | undefined;
  /** The last event's index. */
  events = 0;

  constructor(options: ServeOptions) {
    this.#options = options;
  }

  dispose(): void {
    this.#observer?.dispose();
    this.#observer = undefined;
  }

  /** Whether that was the last. */
  async answer(frame: Frame): Promise<boolean> {
    if (this.#observer === undefined) {
      if (frame.type !== "hello") throw new ProtocolError("first message must be hello");
      this.#begin(frame.config);
      return false;
    }
    switch (frame.type) {
      case "hello":
        throw new ProtocolError("hello came twice");
      case "event":
        if (frame.index !== this.events + 1) {
          throw new ProtocolError("event indexes must be contiguous and start at 1");
        }
        this.#options.write(await this.#observer.observe(frame.index, frame.event));
        this.events = frame.index;
        return false;
      case "snapshot":
        if (frame.index !== this.events) {
          throw new ProtocolError("snapshot index does not match the last event");
        }
        this.#options.write(`{"type":"snapshot","index":${this.events},"state":${this.#observer.state()}}`);
        return false;
      case "finish":
        if (frame.events !== this.events) {
          throw new ProtocolError("finish event_count does not match the last event");
        }
        // First the books: the host gives this process half a second to end.
        this.dispose();
        this.#options.write(JSON.stringify({ type: "complete", event_count: this.events }));
        return true;
    }
  }

  #begin(config: EngineConfig): void {
    this.#observer = new Observer(config, this.#options.backend);
    const { engine } = this.#options;
    this.#options.write(
      JSON.stringify({ type: "ready", protocol: PROTOCOL, protocol_version: VERSION, engine }),
    );
  }
}
