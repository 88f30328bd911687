// Largest body accepted after inflating: 64 Mi cells. A header may lie; memory must not follow it.
const MAX_BODY_BYTES = 128 << 20

/** Inflates raw deflate to exactly `length` bytes, with the browser's own decoder. */
export async function inflateRaw(packed: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (length > MAX_BODY_BYTES) throw new Error(`a body of ${length} bytes is refused`)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const reader = stream.getReader()
  const out = new Uint8Array(length)
  let at = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    if (at + value.length > length) {
      await reader.cancel()
      throw new Error(`body inflates to more than the ${length} bytes promised`)
    }
    out.set(value, at)
    at += value.length
  }
  if (at !== length) throw new Error(`body inflates to ${at} bytes, ${length} were promised`)
  return out
}
