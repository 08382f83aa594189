package org.ctrtool.api;

/**
 * An error number of Linux; see errno(3).
 *
 * <p>Not an enum: a kernel may answer a number that has no name here.
 *
 * @param number the positive error number
 */
public record Errno(int number) {
  /** Operation not permitted. */
  public static final Errno EPERM = new Errno(1);

  /** No such file or directory. */
  public static final Errno ENOENT = new Errno(2);

  /** No such process. */
  public static final Errno ESRCH = new Errno(3);

  /** Interrupted system call. */
  public static final Errno EINTR = new Errno(4);

  /** Input/output error. */
  public static final Errno EIO = new Errno(5);

  /** No such device or address. */
  public static final Errno ENXIO = new Errno(6);

  /** Argument list too long. */
  public static final Errno E2BIG = new Errno(7);

  /** Exec format error. */
  public static final Errno ENOEXEC = new Errno(8);

  /** Bad file descriptor. */
  public static final Errno EBADF = new Errno(9);

  /** No child processes. */
  public static final Errno ECHILD = new Errno(10);

  /** Resource temporarily unavailable. */
  public static final Errno EAGAIN = new Errno(11);

  /** Cannot allocate memory. */
  public static final Errno ENOMEM = new Errno(12);

  /** Permission denied. */
  public static final Errno EACCES = new Errno(13);

  /** Bad address. */
  public static final Errno EFAULT = new Errno(14);

  /** Block device required. */
  public static final Errno ENOTBLK = new Errno(15);

  /** Device or resource busy. */
  public static final Errno EBUSY = new Errno(16);

  /** File exists. */
  public static final Errno EEXIST = new Errno(17);

  /** Invalid cross-device link. */
  public static final Errno EXDEV = new Errno(18);

  /** No such device. */
  public static final Errno ENODEV = new Errno(19);

  /** Not a directory. */
  public static final Errno ENOTDIR = new Errno(20);

  /** Is a directory. */
  public static final Errno EISDIR = new Errno(21);

  /** Invalid argument. */
  public static final Errno EINVAL = new Errno(22);

  /** Too many open files in system. */
  public static final Errno ENFILE = new Errno(23);

  /** Too many open files. */
  public static final Errno EMFILE = new Errno(24);

  /** Inappropriate ioctl for device. */
  public static final Errno ENOTTY = new Errno(25);

  /** Text file busy. */
  public static final Errno ETXTBSY = new Errno(26);

  /** File too large. */
  public static final Errno EFBIG = new Errno(27);

  /** No space left on device. */
  public static final Errno ENOSPC = new Errno(28);

  /** Illegal seek. */
  public static final Errno ESPIPE = new Errno(29);

  /** Read-only file system. */
  public static final Errno EROFS = new Errno(30);

  /** Too many links. */
  public static final Errno EMLINK = new Errno(31);

  /** Broken pipe. */
  public static final Errno EPIPE = new Errno(32);

  /** Numerical argument out of domain. */
  public static final Errno EDOM = new Errno(33);

  /** Numerical result out of range. */
  public static final Errno ERANGE = new Errno(34);

  /** Resource deadlock avoided. */
  public static final Errno EDEADLK = new Errno(35);

  /** File name too long. */
  public static final Errno ENAMETOOLONG = new Errno(36);

  /** No locks available. */
  public static final Errno ENOLCK = new Errno(37);

  /** Function not implemented. */
  public static final Errno ENOSYS = new Errno(38);

  /** Directory not empty. */
  public static final Errno ENOTEMPTY = new Errno(39);

  /** Too many levels of symbolic links. */
  public static final Errno ELOOP = new Errno(40);

  /** No message of desired type. */
  public static final Errno ENOMSG = new Errno(42);

  /** Identifier removed. */
  public static final Errno EIDRM = new Errno(43);

  /** Channel number out of range. */
  public static final Errno ECHRNG = new Errno(44);

  /** Level 2 not synchronized. */
  public static final Errno EL2NSYNC = new Errno(45);

  /** Level 3 halted. */
  public static final Errno EL3HLT = new Errno(46);

  /** Level 3 reset. */
  public static final Errno EL3RST = new Errno(47);

  /** Link number out of range. */
  public static final Errno ELNRNG = new Errno(48);

  /** Protocol driver not attached. */
  public static final Errno EUNATCH = new Errno(49);

  /** No CSI structure available. */
  public static final Errno ENOCSI = new Errno(50);

  /** Level 2 halted. */
  public static final Errno EL2HLT = new Errno(51);

  /** Invalid exchange. */
  public static final Errno EBADE = new Errno(52);

  /** Invalid request descriptor. */
  public static final Errno EBADR = new Errno(53);

  /** Exchange full. */
  public static final Errno EXFULL = new Errno(54);

  /** No anode. */
  public static final Errno ENOANO = new Errno(55);

  /** Invalid request code. */
  public static final Errno EBADRQC = new Errno(56);

  /** Invalid slot. */
  public static final Errno EBADSLT = new Errno(57);

  /** Bad font file format. */
  public static final Errno EBFONT = new Errno(59);

  /** Device not a stream. */
  public static final Errno ENOSTR = new Errno(60);

  /** No data available. */
  public static final Errno ENODATA = new Errno(61);

  /** Timer expired. */
  public static final Errno ETIME = new Errno(62);

  /** Out of streams resources. */
  public static final Errno ENOSR = new Errno(63);

  /** Machine is not on the network. */
  public static final Errno ENONET = new Errno(64);

  /** Package not installed. */
  public static final Errno ENOPKG = new Errno(65);

  /** Object is remote. */
  public static final Errno EREMOTE = new Errno(66);

  /** Link has been severed. */
  public static final Errno ENOLINK = new Errno(67);

  /** Advertise error. */
  public static final Errno EADV = new Errno(68);

  /** Srmount error. */
  public static final Errno ESRMNT = new Errno(69);

  /** Communication error on send. */
  public static final Errno ECOMM = new Errno(70);

  /** Protocol error. */
  public static final Errno EPROTO = new Errno(71);

  /** Multihop attempted. */
  public static final Errno EMULTIHOP = new Errno(72);

  /** RFS specific error. */
  public static final Errno EDOTDOT = new Errno(73);

  /** Bad message. */
  public static final Errno EBADMSG = new Errno(74);

  /** Value too large for defined data type. */
  public static final Errno EOVERFLOW = new Errno(75);

  /** Name not unique on network. */
  public static final Errno ENOTUNIQ = new Errno(76);

  /** File descriptor in bad state. */
  public static final Errno EBADFD = new Errno(77);

  /** Remote address changed. */
  public static final Errno EREMCHG = new Errno(78);

  /** Can not access a needed shared library. */
  public static final Errno ELIBACC = new Errno(79);

  /** Accessing a corrupted shared library. */
  public static final Errno ELIBBAD = new Errno(80);

  /** .lib section in a.out corrupted. */
  public static final Errno ELIBSCN = new Errno(81);

  /** Attempting to link in too many shared libraries. */
  public static final Errno ELIBMAX = new Errno(82);

  /** Cannot exec a shared library directly. */
  public static final Errno ELIBEXEC = new Errno(83);

  /** Invalid or incomplete multibyte or wide character. */
  public static final Errno EILSEQ = new Errno(84);

  /** Interrupted system call should be restarted. */
  public static final Errno ERESTART = new Errno(85);

  /** Streams pipe error. */
  public static final Errno ESTRPIPE = new Errno(86);

  /** Too many users. */
  public static final Errno EUSERS = new Errno(87);

  /** Socket operation on non-socket. */
  public static final Errno ENOTSOCK = new Errno(88);

  /** Destination address required. */
  public static final Errno EDESTADDRREQ = new Errno(89);

  /** Message too long. */
  public static final Errno EMSGSIZE = new Errno(90);

  /** Protocol wrong type for socket. */
  public static final Errno EPROTOTYPE = new Errno(91);

  /** Protocol not available. */
  public static final Errno ENOPROTOOPT = new Errno(92);

  /** Protocol not supported. */
  public static final Errno EPROTONOSUPPORT = new Errno(93);

  /** Socket type not supported. */
  public static final Errno ESOCKTNOSUPPORT = new Errno(94);

  /** Operation not supported. */
  public static final Errno EOPNOTSUPP = new Errno(95);

  /** Protocol family not supported. */
  public static final Errno EPFNOSUPPORT = new Errno(96);

  /** Address family not supported by protocol. */
  public static final Errno EAFNOSUPPORT = new Errno(97);

  /** Address already in use. */
  public static final Errno EADDRINUSE = new Errno(98);

  /** Cannot assign requested address. */
  public static final Errno EADDRNOTAVAIL = new Errno(99);

  /** Network is down. */
  public static final Errno ENETDOWN = new Errno(100);

  /** Network is unreachable. */
  public static final Errno ENETUNREACH = new Errno(101);

  /** Network dropped connection on reset. */
  public static final Errno ENETRESET = new Errno(102);

  /** Software caused connection abort. */
  public static final Errno ECONNABORTED = new Errno(103);

  /** Connection reset by peer. */
  public static final Errno ECONNRESET = new Errno(104);

  /** No buffer space available. */
  public static final Errno ENOBUFS = new Errno(105);

  /** Transport endpoint is already connected. */
  public static final Errno EISCONN = new Errno(106);

  /** Transport endpoint is not connected. */
  public static final Errno ENOTCONN = new Errno(107);

  /** Cannot send after transport endpoint shutdown. */
  public static final Errno ESHUTDOWN = new Errno(108);

  /** Too many references: cannot splice. */
  public static final Errno ETOOMANYREFS = new Errno(109);

  /** Connection timed out. */
  public static final Errno ETIMEDOUT = new Errno(110);

  /** Connection refused. */
  public static final Errno ECONNREFUSED = new Errno(111);

  /** Host is down. */
  public static final Errno EHOSTDOWN = new Errno(112);

  /** No route to host. */
  public static final Errno EHOSTUNREACH = new Errno(113);

  /** Operation already in progress. */
  public static final Errno EALREADY = new Errno(114);

  /** Operation now in progress. */
  public static final Errno EINPROGRESS = new Errno(115);

  /** Stale file handle. */
  public static final Errno ESTALE = new Errno(116);

  /** Structure needs cleaning. */
  public static final Errno EUCLEAN = new Errno(117);

  /** Not a XENIX named type file. */
  public static final Errno ENOTNAM = new Errno(118);

  /** No XENIX semaphores available. */
  public static final Errno ENAVAIL = new Errno(119);

  /** Is a named type file. */
  public static final Errno EISNAM = new Errno(120);

  /** Remote I/O error. */
  public static final Errno EREMOTEIO = new Errno(121);

  /** Disk quota exceeded. */
  public static final Errno EDQUOT = new Errno(122);

  /** No medium found. */
  public static final Errno ENOMEDIUM = new Errno(123);

  /** Wrong medium type. */
  public static final Errno EMEDIUMTYPE = new Errno(124);

  /** Operation canceled. */
  public static final Errno ECANCELED = new Errno(125);

  /** Required key not available. */
  public static final Errno ENOKEY = new Errno(126);

  /** Key has expired. */
  public static final Errno EKEYEXPIRED = new Errno(127);

  /** Key has been revoked. */
  public static final Errno EKEYREVOKED = new Errno(128);

  /** Key was rejected by service. */
  public static final Errno EKEYREJECTED = new Errno(129);

  /** Owner died. */
  public static final Errno EOWNERDEAD = new Errno(130);

  /** State not recoverable. */
  public static final Errno ENOTRECOVERABLE = new Errno(131);

  /** Operation not possible due to RF-kill. */
  public static final Errno ERFKILL = new Errno(132);

  /** The symbolic name, as {@code ENOENT}; {@code errno 4711} for a number without one. */
  public String name() {
    return switch (number) {
      case 1 -> "EPERM";
      case 2 -> "ENOENT";
      case 3 -> "ESRCH";
      case 4 -> "EINTR";
      case 5 -> "EIO";
      case 6 -> "ENXIO";
      case 7 -> "E2BIG";
      case 8 -> "ENOEXEC";
      case 9 -> "EBADF";
      case 10 -> "ECHILD";
      case 11 -> "EAGAIN";
      case 12 -> "ENOMEM";
      case 13 -> "EACCES";
      case 14 -> "EFAULT";
      case 15 -> "ENOTBLK";
      case 16 -> "EBUSY";
      case 17 -> "EEXIST";
      case 18 -> "EXDEV";
      case 19 -> "ENODEV";
      case 20 -> "ENOTDIR";
      case 21 -> "EISDIR";
      case 22 -> "EINVAL";
      case 23 -> "ENFILE";
      case 24 -> "EMFILE";
      case 25 -> "ENOTTY";
      case 26 -> "ETXTBSY";
      case 27 -> "EFBIG";
      case 28 -> "ENOSPC";
      case 29 -> "ESPIPE";
      case 30 -> "EROFS";
      case 31 -> "EMLINK";
      case 32 -> "EPIPE";
      case 33 -> "EDOM";
      case 34 -> "ERANGE";
      case 35 -> "EDEADLK";
      case 36 -> "ENAMETOOLONG";
      case 37 -> "ENOLCK";
      case 38 -> "ENOSYS";
      case 39 -> "ENOTEMPTY";
      case 40 -> "ELOOP";
      case 42 -> "ENOMSG";
      case 43 -> "EIDRM";
      case 44 -> "ECHRNG";
      case 45 -> "EL2NSYNC";
      case 46 -> "EL3HLT";
      case 47 -> "EL3RST";
      case 48 -> "ELNRNG";
      case 49 -> "EUNATCH";
      case 50 -> "ENOCSI";
      case 51 -> "EL2HLT";
      case 52 -> "EBADE";
      case 53 -> "EBADR";
      case 54 -> "EXFULL";
      case 55 -> "ENOANO";
      case 56 -> "EBADRQC";
      case 57 -> "EBADSLT";
      case 59 -> "EBFONT";
      case 60 -> "ENOSTR";
      case 61 -> "ENODATA";
      case 62 -> "ETIME";
      case 63 -> "ENOSR";
      case 64 -> "ENONET";
      case 65 -> "ENOPKG";
      case 66 -> "EREMOTE";
      case 67 -> "ENOLINK";
      case 68 -> "EADV";
      case 69 -> "ESRMNT";
      case 70 -> "ECOMM";
      case 71 -> "EPROTO";
      case 72 -> "EMULTIHOP";
      case 73 -> "EDOTDOT";
      case 74 -> "EBADMSG";
      case 75 -> "EOVERFLOW";
      case 76 -> "ENOTUNIQ";
      case 77 -> "EBADFD";
      case 78 -> "EREMCHG";
      case 79 -> "ELIBACC";
      case 80 -> "ELIBBAD";
      case 81 -> "ELIBSCN";
      case 82 -> "ELIBMAX";
      case 83 -> "ELIBEXEC";
      case 84 -> "EILSEQ";
      case 85 -> "ERESTART";
      case 86 -> "ESTRPIPE";
      case 87 -> "EUSERS";
      case 88 -> "ENOTSOCK";
      case 89 -> "EDESTADDRREQ";
      case 90 -> "EMSGSIZE";
      case 91 -> "EPROTOTYPE";
      case 92 -> "ENOPROTOOPT";
      case 93 -> "EPROTONOSUPPORT";
      case 94 -> "ESOCKTNOSUPPORT";
      case 95 -> "EOPNOTSUPP";
      case 96 -> "EPFNOSUPPORT";
      case 97 -> "EAFNOSUPPORT";
      case 98 -> "EADDRINUSE";
      case 99 -> "EADDRNOTAVAIL";
      case 100 -> "ENETDOWN";
      case 101 -> "ENETUNREACH";
      case 102 -> "ENETRESET";
      case 103 -> "ECONNABORTED";
      case 104 -> "ECONNRESET";
      case 105 -> "ENOBUFS";
      case 106 -> "EISCONN";
      case 107 -> "ENOTCONN";
      case 108 -> "ESHUTDOWN";
      case 109 -> "ETOOMANYREFS";
      case 110 -> "ETIMEDOUT";
      case 111 -> "ECONNREFUSED";
      case 112 -> "EHOSTDOWN";
      case 113 -> "EHOSTUNREACH";
      case 114 -> "EALREADY";
      case 115 -> "EINPROGRESS";
      case 116 -> "ESTALE";
      case 117 -> "EUCLEAN";
      case 118 -> "ENOTNAM";
      case 119 -> "ENAVAIL";
      case 120 -> "EISNAM";
      case 121 -> "EREMOTEIO";
      case 122 -> "EDQUOT";
      case 123 -> "ENOMEDIUM";
      case 124 -> "EMEDIUMTYPE";
      case 125 -> "ECANCELED";
      case 126 -> "ENOKEY";
      case 127 -> "EKEYEXPIRED";
      case 128 -> "EKEYREVOKED";
      case 129 -> "EKEYREJECTED";
      case 130 -> "EOWNERDEAD";
      case 131 -> "ENOTRECOVERABLE";
      case 132 -> "ERFKILL";
      default -> "errno " + number;
    };
  }

  /** What the number means, in the words of strerror(3). */
  public String description() {
    return switch (number) {
      case 1 -> "Operation not permitted";
      case 2 -> "No such file or directory";
      case 3 -> "No such process";
      case 4 -> "Interrupted system call";
      case 5 -> "Input/output error";
      case 6 -> "No such device or address";
      case 7 -> "Argument list too long";
      case 8 -> "Exec format error";
      case 9 -> "Bad file descriptor";
      case 10 -> "No child processes";
      case 11 -> "Resource temporarily unavailable";
      case 12 -> "Cannot allocate memory";
      case 13 -> "Permission denied";
      case 14 -> "Bad address";
      case 15 -> "Block device required";
      case 16 -> "Device or resource busy";
      case 17 -> "File exists";
      case 18 -> "Invalid cross-device link";
      case 19 -> "No such device";
      case 20 -> "Not a directory";
      case 21 -> "Is a directory";
      case 22 -> "Invalid argument";
      case 23 -> "Too many open files in system";
      case 24 -> "Too many open files";
      case 25 -> "Inappropriate ioctl for device";
      case 26 -> "Text file busy";
      case 27 -> "File too large";
      case 28 -> "No space left on device";
      case 29 -> "Illegal seek";
      case 30 -> "Read-only file system";
      case 31 -> "Too many links";
      case 32 -> "Broken pipe";
      case 33 -> "Numerical argument out of domain";
      case 34 -> "Numerical result out of range";
      case 35 -> "Resource deadlock avoided";
      case 36 -> "File name too long";
      case 37 -> "No locks available";
      case 38 -> "Function not implemented";
      case 39 -> "Directory not empty";
      case 40 -> "Too many levels of symbolic links";
      case 42 -> "No message of desired type";
      case 43 -> "Identifier removed";
      case 44 -> "Channel number out of range";
      case 45 -> "Level 2 not synchronized";
      case 46 -> "Level 3 halted";
      case 47 -> "Level 3 reset";
      case 48 -> "Link number out of range";
      case 49 -> "Protocol driver not attached";
      case 50 -> "No CSI structure available";
      case 51 -> "Level 2 halted";
      case 52 -> "Invalid exchange";
      case 53 -> "Invalid request descriptor";
      case 54 -> "Exchange full";
      case 55 -> "No anode";
      case 56 -> "Invalid request code";
      case 57 -> "Invalid slot";
      case 59 -> "Bad font file format";
      case 60 -> "Device not a stream";
      case 61 -> "No data available";
      case 62 -> "Timer expired";
      case 63 -> "Out of streams resources";
      case 64 -> "Machine is not on the network";
      case 65 -> "Package not installed";
      case 66 -> "Object is remote";
      case 67 -> "Link has been severed";
      case 68 -> "Advertise error";
      case 69 -> "Srmount error";
      case 70 -> "Communication error on send";
      case 71 -> "Protocol error";
      case 72 -> "Multihop attempted";
      case 73 -> "RFS specific error";
      case 74 -> "Bad message";
      case 75 -> "Value too large for defined data type";
      case 76 -> "Name not unique on network";
      case 77 -> "File descriptor in bad state";
      case 78 -> "Remote address changed";
      case 79 -> "Can not access a needed shared library";
      case 80 -> "Accessing a corrupted shared library";
      case 81 -> ".lib section in a.out corrupted";
      case 82 -> "Attempting to link in too many shared libraries";
      case 83 -> "Cannot exec a shared library directly";
      case 84 -> "Invalid or incomplete multibyte or wide character";
      case 85 -> "Interrupted system call should be restarted";
      case 86 -> "Streams pipe error";
      case 87 -> "Too many users";
      case 88 -> "Socket operation on non-socket";
      case 89 -> "Destination address required";
      case 90 -> "Message too long";
      case 91 -> "Protocol wrong type for socket";
      case 92 -> "Protocol not available";
      case 93 -> "Protocol not supported";
      case 94 -> "Socket type not supported";
      case 95 -> "Operation not supported";
      case 96 -> "Protocol family not supported";
      case 97 -> "Address family not supported by protocol";
      case 98 -> "Address already in use";
      case 99 -> "Cannot assign requested address";
      case 100 -> "Network is down";
      case 101 -> "Network is unreachable";
      case 102 -> "Network dropped connection on reset";
      case 103 -> "Software caused connection abort";
      case 104 -> "Connection reset by peer";
      case 105 -> "No buffer space available";
      case 106 -> "Transport endpoint is already connected";
      case 107 -> "Transport endpoint is not connected";
      case 108 -> "Cannot send after transport endpoint shutdown";
      case 109 -> "Too many references: cannot splice";
      case 110 -> "Connection timed out";
      case 111 -> "Connection refused";
      case 112 -> "Host is down";
      case 113 -> "No route to host";
      case 114 -> "Operation already in progress";
      case 115 -> "Operation now in progress";
      case 116 -> "Stale file handle";
      case 117 -> "Structure needs cleaning";
      case 118 -> "Not a XENIX named type file";
      case 119 -> "No XENIX semaphores available";
      case 120 -> "Is a named type file";
      case 121 -> "Remote I/O error";
      case 122 -> "Disk quota exceeded";
      case 123 -> "No medium found";
      case 124 -> "Wrong medium type";
      case 125 -> "Operation canceled";
      case 126 -> "Required key not available";
      case 127 -> "Key has expired";
      case 128 -> "Key has been revoked";
      case 129 -> "Key was rejected by service";
      case 130 -> "Owner died";
      case 131 -> "State not recoverable";
      case 132 -> "Operation not possible due to RF-kill";
      default -> "Unknown error " + number;
    };
  }

  @Override
  public String toString() {
    return name();
  }
}
