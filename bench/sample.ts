/** One figure: what a contender did with a flow in a round. */
export interface Sample {
  readonly flow: string;
  readonly contender: string;
  /** How many messages it did. */
  readonly messages: number;
  /** Its best run of the round. */
  readonly nsPerMessage: number;
  /** Of the run, where it is ours: it has to be the same from all of us. */
  readonly digest?: string;
  readonly events?: number;
}
