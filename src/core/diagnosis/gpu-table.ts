/** Memory bandwidth of GPUs by name, from their makers' data sheets (NVIDIA, AMD, Apple product pages): the ceiling of decoding. */

const gigabytesPerS: readonly (readonly [name: RegExp, bandwidth: number])[] = [
  [/RTX 5090/i, 1792], [/RTX 5080/i, 960], [/RTX 5070 Ti/i, 896], [/RTX 5070/i, 672], [/RTX 5060 Ti/i, 448],
  [/RTX 4090 D/i, 1008], [/RTX 4090/i, 1008], [/RTX 4080 SUPER/i, 736], [/RTX 4080/i, 717], [/RTX 4070 Ti SUPER/i, 672], [/RTX 4070 Ti/i, 504], [/RTX 4070 SUPER/i, 504], [/RTX 4070/i, 504],
  [/RTX 4060 Ti/i, 288], [/RTX 4060/i, 272],
  [/RTX 3090 Ti/i, 1008], [/RTX 3090/i, 936], [/RTX 3080 Ti/i, 912], [/RTX 3080/i, 760], [/RTX 3070 Ti/i, 608], [/RTX 3070/i, 448], [/RTX 3060 Ti/i, 448], [/RTX 3060/i, 360],
  [/RTX 2080 Ti/i, 616], [/RTX 2080/i, 448],
  [/RTX PRO 6000 Blackwell/i, 1792], [/RTX 6000 Ada/i, 960], [/RTX A6000/i, 768], [/RTX A5000/i, 768], [/RTX A4000/i, 448],
  [/H200/i, 4800], [/H100 NVL/i, 3900], [/H100 PCIe/i, 2000], [/H100/i, 3350], [/A100.*80/i, 2039], [/A100/i, 1555], [/L40S/i, 864], [/L40/i, 864], [/L4\b/i, 300], [/A10G?\b/i, 600], [/T4\b/i, 320], [/V100/i, 900],
  [/RX 7900 XTX/i, 960], [/RX 7900 XT/i, 800], [/RX 9070 XT/i, 640], [/RX 6900 XT/i, 512], [/MI300X/i, 5300], [/MI250/i, 3277],
  [/Apple M4 Max/i, 546], [/Apple M3 Ultra/i, 819], [/Apple M3 Max/i, 400], [/Apple M2 Ultra/i, 800], [/Apple M2 Max/i, 400], [/Apple M1 Max/i, 400],
]

/** Peak memory bandwidth in bytes/s; null for a GPU that is not in the table. */
export function bandwidthOf(gpuName: string): number | null {
  const found = gigabytesPerS.find(([name]) => name.test(gpuName))
  return found === undefined ? null : found[1] * 1e9
}
