import type { ScriptView } from '../student-view.ts'
import { html, lines, type Markup } from './markup.ts'

const drawFailed = ({ failed }: ScriptView): Markup | null =>
  failed.length === 0
    ? null
    : html`<p>Commands in it that failed, as they do in many right scripts:</p>
        <ul>
          ${failed.map(
            ({ line, text, exitCode, said }) =>
              html`<li>
                Line ${line}: <code>${text}</code>
                <span class="soft">exit ${exitCode}${said === '' ? null : `, ${said}`}</span>
              </li>`,
          )}
        </ul>`

/** How a student's script ended, which is no grade; closed until somebody wants to know. */
export function drawScriptEnding(script: ScriptView | null): Markup | null {
  if (script === null) return null
  const end = script.exitCode === null ? 'it was stopped' : `exit ${script.exitCode}`
  const output = `${script.truncated ? '… cut\n' : ''}${script.output || '(nothing)'}`
  return html`<details>
    <summary>How the script ended: ${end}</summary>
    ${drawFailed(script)}
    <p>The end of what it printed:</p>
    <pre>${lines(output)}</pre>
  </details>`
}
