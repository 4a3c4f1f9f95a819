/** The colours that a chart is drawn with. */
export const light = { paper: '#ffffff', text: '#1f2933', bar: '#2563a8', line: '#cbd5e1' }
const dark: typeof light = { paper: '#10161d', text: '#e6edf3', bar: '#6aa9ec', line: '#334155' }

const painted = [
  ['fill', 'paper'],
  ['stroke', 'paper'],
  ['fill', 'text'],
  ['stroke', 'text'],
  ['fill', 'bar'],
  ['stroke', 'line'],
] as const

/**
 * The look of a chart in the dark. The light colours stand in its elements' attributes, where viewers that are no browsers
 * find them too; a rule goes before an attribute. Goes with an outer element of class `chart`.
 */
export const chartStyle = `
@media (prefers-color-scheme:dark){
${painted.map(([paint, part]) => `.chart [${paint}="${light[part]}"]{${paint}:${dark[part]}}`).join('\n')}
}`
