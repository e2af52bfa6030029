/** The panels' looks: only Node-RED's own colours, so that every theme fits. */
const style = `
.intercom-panel [hidden] { display: none !important; }
.intercom-panel { container-type: inline-size; }
.intercom-panel .form-row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
.intercom-panel .form-row > label:first-child { flex: 0 0 130px; width: 130px; margin: 0; overflow-wrap: anywhere; }
.intercom-panel .form-row > label i { width: 16px; text-align: center; color: var(--red-ui-secondary-text-color); }
.intercom-panel .form-row > input, .intercom-panel .form-row > textarea, .intercom-panel .form-row > select,
.intercom-panel .form-row > .intercom-hint, .intercom-panel .form-row > div, .intercom-panel .form-row > .red-ui-typedInput-container { flex: 1 1 140px; width: auto !important; min-width: 0; margin: 0; box-sizing: border-box; }
.intercom-panel .form-row > select.intercom-by { flex: 0 1 110px; width: 110px !important; }
.intercom-panel .form-row > div > select { width: auto; flex: 1 1 auto; min-width: 0; }
.intercom-panel .red-ui-typedInput-input-wrap, .intercom-panel .red-ui-typedInput-option-trigger { min-width: 0; overflow: hidden; }
.intercom-panel .intercom-required::after { content: ' *'; color: var(--red-ui-text-color-error); }
.intercom-panel details { margin: 14px 0 0; border-top: 1px solid var(--red-ui-secondary-border-color); padding-top: 10px; }
.intercom-panel summary { cursor: pointer; margin-bottom: 12px; color: var(--red-ui-primary-text-color); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.intercom-panel summary:focus-visible { outline: 1px solid var(--red-ui-form-input-focus-color); outline-offset: 2px; }
.intercom-names, .intercom-hint, .intercom-note, .intercom-panel .intercom-row-kind { color: var(--red-ui-secondary-text-color); }
.intercom-names { margin-left: 10px; }
.intercom-panel details[open] .intercom-names { display: none; }
.intercom-panel .intercom-form { margin: -4px 0 14px; }
.intercom-panel .intercom-form > .intercom-link, .intercom-panel .intercom-form > .intercom-note { margin-left: 138px; }
.intercom-panel .intercom-form > div { padding: 10px; border: 1px solid var(--red-ui-secondary-border-color); border-radius: 5px; background: var(--red-ui-tertiary-background); }
.intercom-panel .intercom-note { margin: 4px 0 6px; font-size: 12px; line-height: 1.4; }
.intercom-panel .intercom-destroys { margin: 0 0 14px; color: var(--red-ui-text-color-error); }
.intercom-panel .intercom-link { border: 0; background: none; padding: 2px 0; color: var(--red-ui-text-color-link); cursor: pointer; text-align: left; }
.intercom-panel .intercom-link i { margin-right: 6px; }
.intercom-panel .intercom-link:hover { text-decoration: underline; }
.intercom-panel .intercom-link:focus-visible, .intercom-remove:focus-visible, .intercom-open:focus-visible { outline: 1px solid var(--red-ui-form-input-focus-color); }
.intercom-panel .intercom-rows:not(:empty) { margin-bottom: 8px; }
.intercom-panel .intercom-row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin-bottom: 6px; }
.intercom-panel .intercom-row > select, .intercom-panel .intercom-row > input, .intercom-panel .intercom-value select, .intercom-panel .intercom-value input { height: 32px; padding: 0 4px; margin: 0; min-width: 0; box-sizing: border-box; }
.intercom-panel .intercom-row > * { margin: 0; box-sizing: border-box; min-width: 0; }
.intercom-panel .intercom-row > .intercom-row-name, .intercom-panel .intercom-row > .intercom-search-field { flex: 1 1 120px; width: 0; }
.intercom-panel .intercom-value { flex: 2.2 1 190px; width: 0; display: flex; gap: 4px; }
.intercom-panel .intercom-form .intercom-row-kind { flex: 0 1 84px; width: 84px; }
.intercom-panel .intercom-condition > .intercom-value { flex: 1 1 calc(100% - 34px); }
.intercom-panel .intercom-form .intercom-value > .intercom-row-kind { flex-basis: 104px; }
.intercom-panel .red-ui-typedInput-value-label > .intercom-hint { padding: 0 6px; line-height: 32px; }
.intercom-panel .intercom-ago { display: flex; gap: 4px; align-items: center; min-width: 0; width: 100%; }
.intercom-panel .intercom-ago > input { flex: 1 1 40px; width: 0; margin: 0; }
.intercom-panel .intercom-ago > select { flex: 1 1 90px; width: 0; margin: 0; }
.intercom-panel .red-ui-typedInput-container .intercom-ago > * { height: 32px; border-width: 0 0 0 1px; border-radius: 0; }
.intercom-panel .intercom-group-head { display: flex; gap: 4px; margin-bottom: 8px; }
.intercom-panel .intercom-group { margin: 0 0 8px; padding: 8px; border: 1px solid var(--red-ui-secondary-border-color); border-left-width: 3px; border-radius: 5px; }
.intercom-panel .intercom-form .intercom-buttons { display: flex; flex-wrap: wrap; gap: 6px; }
.intercom-panel .intercom-count { margin-bottom: 0; }
.intercom-panel .intercom-count:empty { display: none; }
.intercom-panel .intercom-optional > label:first-child { color: var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-preset .red-ui-typedInput-input { color: var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-replaced > * { opacity: 0.45; }
.intercom-panel .intercom-row .input-error { border-color: var(--red-ui-form-input-border-error-color); }
.intercom-panel .intercom-row > .intercom-search-operator { flex: 0 1 104px; width: 104px; }
.intercom-panel .intercom-value > .intercom-row-value { flex: 1 1 100px; width: 0; margin: 0; min-width: 0; }
.intercom-panel .intercom-form select.intercom-search-group { flex: 1 1 auto; width: 0; }
.intercom-remove { flex: none; width: 26px; height: 28px; padding: 0; border: 0; border-radius: 4px; background: none; color: var(--red-ui-secondary-text-color); cursor: pointer; }
.intercom-remove:hover { background: var(--red-ui-workspace-button-background-hover); color: var(--red-ui-text-color-error); }
.intercom-panel .intercom-ticket .form-row { margin-bottom: 8px; }
.intercom-panel .intercom-ticket .form-row:last-child { margin-bottom: 0; }
.intercom-panel .intercom-ticket .form-row > label:first-child { flex-basis: 120px; width: 120px; }
.intercom-panel .intercom-ticket textarea { resize: vertical; }
.intercom-pick { display: flex; align-items: center; width: 100%; height: 32px; min-width: 0; background: var(--red-ui-form-input-background); }
.intercom-pick > input[type=text] { flex: 1 1 60px; width: 0; min-width: 0; height: 32px; margin: 0; border: 0; box-shadow: none; padding: 0 4px; text-overflow: ellipsis; background: none; }
.intercom-pick > .intercom-pick-id { flex: 0 1 auto; max-width: 45%; overflow: hidden; text-overflow: ellipsis; padding: 0 4px; color: var(--red-ui-secondary-text-color); font-size: 12px; }
.intercom-pick > button, .intercom-panel .intercom-open { flex: none; width: 24px; height: 32px; border: 0; padding: 0; background: none; color: var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-open { width: 20px; background: var(--red-ui-form-input-background); cursor: pointer; }
.intercom-open:hover { color: var(--red-ui-primary-text-color); }
.intercom-value > .intercom-pick { height: 34px; border: 1px solid var(--red-ui-form-input-border-color); border-radius: 5px; }
.intercom-value > .intercom-pick:focus-within, .intercom-panel .red-ui-typedInput-container:focus-within { border-color: var(--red-ui-form-input-focus-color); }
.intercom-list { position: fixed; z-index: 2000; box-sizing: border-box; overflow-y: auto; border: 1px solid var(--red-ui-primary-border-color); border-radius: 5px; background: var(--red-ui-secondary-background); box-shadow: 0 3px 8px var(--red-ui-shadow); color: var(--red-ui-primary-text-color); font-family: var(--red-ui-primary-font); font-size: var(--red-ui-primary-font-size); }
.intercom-list ul { list-style: none; margin: 0; padding: 0; }
.intercom-list li { display: flex; gap: 8px; align-items: baseline; padding: 7px 10px; line-height: 18px; cursor: pointer; }
.intercom-list li:hover { background: var(--red-ui-list-item-background-hover); }
.intercom-list li.intercom-active { background: var(--red-ui-list-item-background-selected); box-shadow: inset 2px 0 var(--red-ui-form-input-focus-color); }
.intercom-list li[aria-selected=true] .intercom-list-label { font-weight: bold; }
.intercom-list-label { flex: 0 1 auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.intercom-list-hint { flex: 1 1 0; min-width: 30%; text-align: right; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 12px; color: var(--red-ui-secondary-text-color); }
.intercom-list-more { color: var(--red-ui-text-color-link); border-top: 1px solid var(--red-ui-secondary-border-color); }
.intercom-list-note { padding: 8px 10px; line-height: 1.4; white-space: normal; color: var(--red-ui-secondary-text-color); }
.intercom-list-note:empty { display: none; }
.intercom-list-problem { color: var(--red-ui-text-color-error); }
.intercom-list-group { padding: 9px 10px 3px !important; font-size: 12px; font-weight: bold; color: var(--red-ui-secondary-text-color); cursor: default !important; background: none !important; }
.intercom-panel .intercom-call { display: flex; flex-wrap: wrap; gap: 4px 8px; margin: -8px 0 12px 138px; }
.intercom-panel .intercom-call code { border: 0; background: none; padding: 0; color: var(--red-ui-secondary-text-color); overflow-wrap: anywhere; white-space: normal; }
.intercom-panel .intercom-mark { padding: 0 6px; border: 1px solid var(--red-ui-text-color-warning); border-radius: 8px; font-size: 12px; line-height: 18px; color: var(--red-ui-primary-text-color); }
.intercom-panel .intercom-inputs .form-row > label:first-child { display: flex; gap: 4px; align-items: baseline; flex-basis: 170px; width: 170px; }
.intercom-panel .intercom-inputs label i { flex: none; }
.intercom-panel .intercom-inputs label span { font-family: var(--red-ui-monospace-font, monospace); font-size: 13px; }
.intercom-panel .intercom-inputs .form-row > .intercom-note, .intercom-panel .intercom-note.intercom-indented { flex: 1 0 100%; margin: 0; padding-left: 178px; box-sizing: border-box; }
.intercom-panel .intercom-note:empty { display: none; }
.intercom-panel .intercom-wrong .intercom-note { color: var(--red-ui-text-color-error); }
.intercom-panel .form-row > select.intercom-add { margin-left: 178px; }
.intercom-panel .intercom-request { max-height: 260px; overflow: auto; margin: 0 0 10px; padding: 8px 10px; font-family: monospace; font-size: 12px; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--red-ui-primary-text-color); background: var(--red-ui-tertiary-background); border: 1px solid var(--red-ui-secondary-border-color); }
@container (max-width: 400px) {
.intercom-panel .form-row > label:first-child, .intercom-panel .intercom-ticket .form-row > label:first-child, .intercom-panel .intercom-inputs .form-row > label:first-child { flex-basis: 100%; width: 100%; }
.intercom-panel .intercom-form > .intercom-link, .intercom-panel .intercom-form > .intercom-note, .intercom-panel .intercom-call, .intercom-panel .form-row > select.intercom-add,
.intercom-panel .intercom-inputs .form-row > .intercom-note, .intercom-panel .intercom-note.intercom-indented { margin-left: 0; padding-left: 0; }
}
.intercom-panel .form-row > .intercom-buttons { flex: 1 1 180px; display: flex; flex-wrap: wrap; gap: 6px; }
.intercom-panel .form-row > .intercom-code { flex: 1 1 180px; min-width: 0; overflow-wrap: anywhere; user-select: all; font-family: monospace; }
.intercom-panel .intercom-result { margin: 0 0 12px 138px; padding: 6px 10px; border-left: 3px solid var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-result-ok { border-color: var(--red-ui-text-color-success); }
.intercom-panel .intercom-result-warning { border-color: var(--red-ui-text-color-warning); }
.intercom-panel .intercom-result-error { border-color: var(--red-ui-text-color-error); }
.intercom-panel .intercom-token-steps { margin: -4px 0 14px 138px; padding-left: 1.5em; color: var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-token-steps a, .intercom-panel a.intercom-code { color: var(--red-ui-text-color-link); text-decoration: underline; }
.intercom-panel .form-row > .intercom-check { flex: none; }
.intercom-panel .intercom-topics-chosen { margin: 0 0 6px 138px; color: var(--red-ui-secondary-text-color); overflow-wrap: anywhere; }
.intercom-panel .intercom-topics { margin: 0 0 12px 138px; max-height: 220px; overflow-y: auto; padding: 4px 10px; border: 1px solid var(--red-ui-form-input-border-color); border-radius: 4px; }
.intercom-panel .intercom-topics fieldset { border: 0; margin: 0 0 8px; padding: 0; }
.intercom-panel .intercom-topics legend { margin: 0; border: 0; font-size: inherit; line-height: 24px; font-weight: bold; color: inherit; }
.intercom-panel .intercom-topics label { display: block; width: auto; margin: 0; overflow-wrap: anywhere; }
.intercom-panel .intercom-topics code { margin-left: 6px; border: 0; padding: 0; background: none; color: var(--red-ui-secondary-text-color); font-size: 11px; white-space: normal; }
.intercom-panel .intercom-topics input { width: auto; margin: 0 4px 0 0; vertical-align: middle; }
`;

/** Adds the panels' styles to the page. */
export function addStyle(): void {
    const element = document.createElement('style');
    element.textContent = style;
    document.head.append(element);
}
