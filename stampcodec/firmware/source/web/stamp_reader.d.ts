/** The types of stamp_reader.mjs. */

export declare const FAMILY: string;
export declare const PANEL: string;
export declare const ROWS: number;
export declare const COLUMNS: number;

export interface Pose {
  /** The face's centre, mm from the panel's upper left corner. */
  xMm: number;
  yMm: number;
  /** 0 to 360, clockwise. */
  angleDeg: number;
}

export interface StampReading {
  outcome: "empty" | "unreadable" | "read" | "mirrored";
  /** Of a face that was read, otherwise null. */
  merchantId: number | null;
  /** Of a face that was read or is mirrored, otherwise null. */
  pose: Pose | null;
  /** How sure: 0 to 1. */
  margin: number | null;
  /** Sites: the sum of missing and added. */
  corrected: number;
  missing: number;
  added: number;
}

export declare class StampReader {
  constructor(instance: WebAssembly.Instance);
  /**
   * Read ROWS x COLUMNS counts, row by row, touch positive.
   * @throws RangeError The frame is none of this panel.
   */
  read(frame: Int16Array): StampReading;
}

type Source = Response | BufferSource | WebAssembly.Module;

export declare function loadStampReader(
  source: Source | Promise<Source>,
): Promise<StampReader>;
