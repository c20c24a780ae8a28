import type { Line } from "./line";
export interface Order { id: string; lines: Line[]; state: "open" | "done"; note?: string }
