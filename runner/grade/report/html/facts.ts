import { html, type Markup } from './markup.ts'

/** What is known of somebody, as a list of names and values; what is null is left out. */
export const drawFacts = (facts: readonly (readonly [string, Markup | string | null])[]): Markup =>
  html`<dl class="facts small">
    ${facts
      .filter(([, value]) => value !== null)
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
  </dl>`
