/** The types of stamp_contacts.mjs. */

export declare const POINTS: 5;
/** Units of a coordinate, per millimetre, for which this reader was made. */
export declare const SCALES: readonly [number, number];

export interface ContactPose {
  /** The face's centre, in the units of the points. */
  x: number;
  y: number;
  /** 0 to 360, clockwise where y points down. */
  angleDeg: number;
  /** Units per millimetre. */
  scale: number;
}

export interface ContactReading {
  outcome: "empty" | "unreadable" | "read";
  /** Of a face that was read, otherwise null, like what follows. */
  merchantId: number | null;
  pose: ContactPose | null;
  /** How sure: 0 to 1. */
  margin: number | null;
}

export declare class ContactReader {
  constructor(instance: WebAssembly.Instance);
  /**
   * Read up to five points, in any order.
   * @throws RangeError There are more.
   */
  read(points: ReadonlyArray<readonly [number, number]>): ContactReading;
}

type Source = Response | BufferSource | WebAssembly.Module;

export declare function loadContactReader(
  source: Source | Promise<Source>,
): Promise<ContactReader>;
