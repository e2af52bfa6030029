import { parts } from '../parts';
import { watch } from '../watch';

parts().watch ??= watch;
