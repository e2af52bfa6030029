/** The panels' looks: only Node-RED's own colours, so that every theme fits. */
export const style = `
.intercom-panel .form-row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
.intercom-panel .form-row > label:first-child { flex: 0 0 130px; width: 130px; margin: 0; }
.intercom-panel .form-row > input, .intercom-panel .form-row > select.intercom-wide,
.intercom-panel .form-row > .red-ui-typedInput-container { flex: 1 1 180px; width: auto !important; min-width: 0; margin: 0; }
.intercom-panel .form-row > select.intercom-by { flex: 0 1 120px; width: 120px; margin: 0; }
.intercom-panel .intercom-required::after { content: ' *'; color: var(--red-ui-text-color-error); }
.intercom-panel details { margin: 12px 0; border-top: 1px solid var(--red-ui-form-input-border-color); padding-top: 8px; }
.intercom-panel summary { cursor: pointer; margin-bottom: 10px; color: var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-result { margin: 0 0 12px 138px; padding: 6px 10px; border-left: 3px solid var(--red-ui-secondary-text-color); }
.intercom-panel .intercom-result-ok { border-color: var(--red-ui-text-color-success); }
.intercom-panel .intercom-result-warning { border-color: var(--red-ui-text-color-warning); }
.intercom-panel .intercom-result-error { border-color: var(--red-ui-text-color-error); }
`;
