// The linear memory of the module that the facade loads, which it does not show.

/** Bytes of the memories of all modules that were made since this was imported. */
export function linearMemoryBytes(): number {
  return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

const memories: WebAssembly.Memory[] = [];
const instantiate = WebAssembly.instantiate as (
  module: WebAssembly.Module,
  imports?: WebAssembly.Imports,
) => Promise<WebAssembly.Instance>;

WebAssembly.instantiate = (async (module: WebAssembly.Module, imports?: WebAssembly.Imports) => {
  const instance = await instantiate(module, imports);
  const { memory } = instance.exports;
  if (memory instanceof WebAssembly.Memory) memories.push(memory);
  return instance;
}) as typeof WebAssembly.instantiate;
