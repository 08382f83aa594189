/** Classes that break the rules on purpose, so that each rule is seen to fail. */
@NullMarked
package org.ctrtool.conformance.rules.bad;

import org.jspecify.annotations.NullMarked;
