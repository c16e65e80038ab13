// The events of commands that are played again, part by part.

import { type EngineBackend, EventCursor } from "@cift/engine";

const RECORD = EventCursor.bytes;
const CHUNK = 8192;
/** 32-bit words of `EngineBackend.digestInto`. */
const DIGEST_WORDS = 10;

/** How a session begins: a configuration in MessagePack, or a snapshot. */
export type SessionStart =
  | { readonly config: Uint8Array; readonly snapshot?: undefined }
  | { readonly snapshot: Uint8Array };

/**
 * Plays commands, and gives the events behind the first `from`. Those before are made and dropped, which is what costs
 * least.
 *
 * @param onEnd gets the run's digest when all was played
 */
export async function* playedEvents(
  backend: EngineBackend,
  start: SessionStart,
  commands: AsyncIterable<Uint8Array>,
  from: number,
  onEnd: (digest: string) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const session =
    start.snapshot === undefined ? backend.create(start.config) : backend.restore(start.snapshot);
  const chunk = new Uint8Array(CHUNK * RECORD);
  let drop = from;
  try {
    for await (const part of commands) {
      for (let at = 0; at < part.length; ) {
        at += backend.submit(session, part.subarray(at)) * RECORD;
        if (drop > 0) {
          const dropped = Math.min(drop, backend.eventCount(session));
          backend.advance(session, dropped);
          drop -= dropped;
        }
        for (
          let count = backend.drainInto(session, chunk);
          count > 0;
          count = backend.drainInto(session, chunk)
        )
          yield chunk.subarray(0, count * RECORD);
      }
    }
    const words = new Uint32Array(DIGEST_WORDS);
    backend.digestInto(session, words);
    onEnd([words[1], words[0]].map((word) => (word ?? 0).toString(16).padStart(8, "0")).join(""));
  } finally {
    backend.destroy(session);
  }
}
