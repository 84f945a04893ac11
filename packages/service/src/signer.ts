// A signer: makes texts of ours tell themselves from forged ones; the secret stays outside.
export interface Signer {
  /** Depends on the whole text and on a secret of this installation. */
  sign(text: string): string;
}
