/** The text of one answer as it grows: joined in blocks, because a string that is added to for each token keeps a node for each. */

const piecesPerBlock = 64

export class KeptText {
  length = 0
  private blocks: string[] = []
  private pieces: string[] = []

  push(piece: string): void {
    if (piece === '') return
    this.length += piece.length
    this.pieces.push(piece)
    if (this.pieces.length < piecesPerBlock) return
    this.blocks.push(this.pieces.join(''))
    this.pieces = []
  }

  clear(): void {
    this.length = 0
    this.blocks = []
    this.pieces = []
  }

  toString(): string {
    return this.blocks.join('') + this.pieces.join('')
  }
}
