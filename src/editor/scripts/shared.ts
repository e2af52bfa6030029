import { panel } from '../panel';
import { parts } from '../parts';
import { addStyle } from '../style';

if (!parts().panel) {
    parts().panel = panel;
    addStyle();
    // nodes that were there first could not be validated yet
    RED.nodes.eachNode((node) => {
        if (node.type.startsWith('intercom-')) RED.editor.validateNode(node);
    });
}
