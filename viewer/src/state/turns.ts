// Answers come in any order. What is shown must be what was asked for or said last.

/** Of answers to one question that is asked again and again: one that is older than what has been heard is none. */
export class Newest {
  #asked = 0
  #heard = 0

  /** Asks; undefined where a later question has been answered meanwhile. */
  async ask<T>(what: () => Promise<T>): Promise<T | undefined> {
    const n = ++this.#asked
    const answer = await what()
    if (n < this.#heard) return undefined
    this.#heard = n
    return answer
  }
}

/** One after another: none overtakes the one before it, and none waits for ever because one failed. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve()

  do<T>(what: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(what, what)
    this.#last = mine.catch(() => {})
    return mine
  }
}
