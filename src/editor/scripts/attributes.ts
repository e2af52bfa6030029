import { attributesForm } from '../forms/attributes';
import { parts } from '../parts';

parts().forms = { attributes: attributesForm, ...parts().forms };
