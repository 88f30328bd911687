// Words of headers.

/** Undoes the Q encoding of RFC 2047, by which headers carry other letters than ASCII. */
export function decodeWord(text: string): string {
  return text.replace(/\?=\s+=\?utf-8\?q\?/gi, '').replace(/=\?utf-8\?q\?(.*)\?=/i, (_, word: string) => {
    const bytes = word.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_m, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    return new TextDecoder().decode(Uint8Array.from(bytes, (c) => c.charCodeAt(0)))
  })
}
