/* Notes every write, truncation, sync, rename and removal of a process under one folder, in order.

   Loaded by LD_PRELOAD; POWERCUT_FOLDER names the folder, POWERCUT_LOG the file of notes. A note is: kind (one
   byte), length of the path (2), the path, a number (8), length of the data (4), the data. What the process says
   on its standard output is noted too, so that both orders are one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static int notes = -1;

#define REAL(name, result, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

static const char *folder(void) {
    const char *name = getenv("POWERCUT_FOLDER");
    return name ? name : "/nowhere";
}

static void note(char kind, const char *path, int64_t number, const void *data, uint32_t length) {
    ssize_t (*put)(int, const void *, size_t) = REAL(write, ssize_t, int, const void *, size_t);
    uint16_t size = (uint16_t)strlen(path);
    pthread_mutex_lock(&guard);
    if (notes < 0)
        notes = open(getenv("POWERCUT_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (put(notes, &kind, 1) < 0 || put(notes, &size, 2) < 0 || put(notes, path, size) < 0 ||
        put(notes, &number, 8) < 0 || put(notes, &length, 4) < 0 || (length && put(notes, data, length) < 0))
        abort();
    pthread_mutex_unlock(&guard);
}

/* Whether a descriptor is a file under the folder; its path. */
static int watched(int file, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, room - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return strncmp(path, folder(), strlen(folder())) == 0;
}

ssize_t write(int file, const void *data, size_t length) {
    char path[4096];
    if (file == 1) note('S', "", 0, data, (uint32_t)length);
    if (file > 2 && watched(file, path, sizeof path)) note('W', path, lseek(file, 0, SEEK_CUR), data, (uint32_t)length);
    return REAL(write, ssize_t, int, const void *, size_t)(file, data, length);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t at) {
    char path[4096];
    if (watched(file, path, sizeof path)) note('W', path, at, data, (uint32_t)length);
    return REAL(pwrite64, ssize_t, int, const void *, size_t, off64_t)(file, data, length, at);
}

ssize_t pwrite(int file, const void *data, size_t length, off_t at) { return pwrite64(file, data, length, at); }

int ftruncate64(int file, off64_t length) {
    char path[4096];
    if (watched(file, path, sizeof path)) note('T', path, length, NULL, 0);
    return REAL(ftruncate64, int, int, off64_t)(file, length);
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int fsync(int file) {
    char path[4096];
    int result = REAL(fsync, int, int)(file);
    if (watched(file, path, sizeof path)) note('F', path, 0, NULL, 0);
    return result;
}

int fdatasync(int file) {
    char path[4096];
    int result = REAL(fdatasync, int, int)(file);
    if (watched(file, path, sizeof path)) note('F', path, 0, NULL, 0);
    return result;
}

int unlink(const char *path) {
    if (strncmp(path, folder(), strlen(folder())) == 0) note('U', path, 0, NULL, 0);
    return REAL(unlink, int, const char *)(path);
}

int rename(const char *from, const char *to) {
    int result = REAL(rename, int, const char *, const char *)(from, to);
    if (result == 0 && strncmp(from, folder(), strlen(folder())) == 0) note('R', from, 0, to, (uint32_t)strlen(to));
    return result;
}
