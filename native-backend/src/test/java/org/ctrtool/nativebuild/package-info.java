/** Tests of the static binary and of the language it is written in. */
package org.ctrtool.nativebuild;
