export interface Line { sku: string; qty: number }
