// Stands for libcuda, libnvrtc, libcublasLt and libnccl where there is no GPU: there are two, whose memory
// is the host's; kernels are compiled by g++ and run by emulation.hpp, products are loops, a graph is a list of calls. It
// holds the executor's calls to what CUDA documents: who is current, what is captured, what is freed.
// What is put on a stream runs as late as it may, when somebody waits for it; with FAKE_CUDA_EAGER set,
// streams beside the first run as early as they may. Whatever lacks a wait comes out wrong in one of them.
// A call that is told to fail does so: see fault().
#include "products.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <dlfcn.h>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unistd.h>
#include <vector>

typedef unsigned long long Address;
typedef std::vector<std::function<void()>> Calls;

static const int SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, INVALID_DEVICE = 101, INVALID_CONTEXT = 201,
                 NOT_FOUND = 500, STREAM_CAPTURE_UNSUPPORTED = 900;
static const int NOT_SUPPORTED = 15;
static const int MAX_DYNAMIC_SHARED_SIZE = 8;

// A GPU's context: its place among them is the GPU's number.
static char contexts[2];
static thread_local char* current = nullptr;

static int device() { return current ? (int) (current - contexts) : 0; }

struct Block {
  size_t size;
  int device;
};

static std::map<Address, Block> blocks;
static std::map<void*, size_t> pinned;

struct Stream {
  int device;
  std::deque<std::function<void()>> waiting;
  long put = 0, ran = 0;
  Calls* capturing = nullptr;

  void runTo(long end) {
    while (ran < end) {
      auto call = waiting.front();
      waiting.pop_front();
      ran++;
      call();
    }
  }
};

// A place in a stream's work; none until it is recorded.
struct Event {
  int device = 0;
  Stream* stream = nullptr;
  long place = 0;
};

static std::vector<Stream*> streams;
static std::set<Event*> events;

static long setting(const char* name, long otherwise) {
  const char* text = getenv(name);
  return text ? atol(text) : otherwise;
}

static size_t used() {
  size_t sum = 0;
  for (auto& block : blocks) {
    sum += block.second.device == device() ? block.second.size : 0;
  }
  return sum;
}

// Of what else is made and destroyed, how many there are.
static std::map<std::string, long> living;

// Set by an answer after which nothing of the GPU's can be had any more, as CUDA documents.
static int lost = SUCCESS;

static int answer(int status) {
  lost = status == 46 || status == 700 || status == 719 ? status : SUCCESS;
  return status;
}

// What is left when the process ends was never given back; a GPU that is lost takes its own along.
struct Leaks {
  ~Leaks() {
    if (!lost) {
      living["blocks"] = blocks.size();
      living["blocks of the host"] = pinned.size();
      living["streams"] = streams.size();
      living["events"] = events.size();
    }
    bool any = false;
    for (auto& kind : living) {
      if (kind.second != 0) {
        fprintf(stderr, "fake-cuda: %ld %s left\n", kind.second, kind.first.c_str());
        any = true;
      }
    }
    if (any) {
      _exit(9);
    }
  }
} leaks;

// The answer that a call was told to give. FAKE_CUDA_FAULT names a call and its status; the file
// "fault", which a process may write as it goes, counts calls instead: "7 2" lets the seventh from
// then on answer 2, once.
static int fault(const char* name) {
  if (lost) {
    return lost;
  }
  int status = SUCCESS;
  char named[64] = "";
  const char* told = getenv("FAKE_CUDA_FAULT");
  if (told && sscanf(told, "%63s %d", named, &status) == 2 && strcmp(named, name) == 0) {
    return answer(status);
  }
  static std::string before;
  static long calls;
  const char* folder = getenv("FAKE_CUDA_FOLDER");
  std::ifstream file(std::string(folder ? folder : ".") + "/fault");
  std::string text;
  std::getline(file, text);
  if (text != before) {
    before = text;
    calls = 0;
  }
  long number;
  bool counted = sscanf(text.c_str(), "%ld %d", &number, &status) == 2 && ++calls == number;
  if (counted) {
    // It takes its time: what was put on streams has run by then, if nobody could wait for it.
    for (Stream* each : streams) {
      each->runTo(each->put);
    }
  }
  return counted ? answer(status) : SUCCESS;
}

#define MAY_FAIL                          \
  if (int answer = fault(__func__)) {     \
    return answer;                        \
  }

// Whether it is a stream of a GPU's.
static bool isStreamOf(int device, void* stream) {
  for (Stream* each : streams) {
    if (each == stream) {
      return each->device == device;
    }
  }
  return false;
}

static bool isStream(void* stream) { return isStreamOf(device(), stream); }

// Whether it was made before all others of its GPU.
static bool isFirst(Stream* stream) {
  for (Stream* each : streams) {
    if (each->device == stream->device) {
      return each == stream;
    }
  }
  return false;
}

static bool capturing() {
  for (Stream* each : streams) {
    if (each->capturing) {
      return true;
    }
  }
  return false;
}

static bool waiting() {
  for (Stream* each : streams) {
    if (each->device == device() && each->ran < each->put) {
      return true;
    }
  }
  return false;
}

static bool isPinned(const void* from, size_t bytes) {
  auto after = pinned.upper_bound((void*) from);
  if (after == pinned.begin()) {
    return false;
  }
  auto block = --after;
  return (const char*) from + bytes <= (const char*) block->first + block->second;
}

static bool insideOf(int device, Address address, size_t bytes) {
  auto after = blocks.upper_bound(address);
  if (after == blocks.begin()) {
    return false;
  }
  auto block = --after;
  return address + bytes <= block->first + block->second.size && block->second.device == device;
}

static bool inside(Address address, size_t bytes) { return insideOf(device(), address, bytes); }

static int put(void* on, std::function<void()> call) {
  Stream* stream = (Stream*) on;
  if (stream->capturing) {
    stream->capturing->push_back(call);
    return SUCCESS;
  }
  stream->waiting.push_back(call);
  stream->put++;
  if (setting("FAKE_CUDA_EAGER", 0) && !isFirst(stream)) {
    stream->runTo(stream->put);
  }
  return SUCCESS;
}

// Where calls matter and numbers do not, nothing is computed, and memory is all zero.
static bool idle() { return getenv("FAKE_CUDA_IDLE") != nullptr; }

static int compute(void* on, std::function<void()> call) {
  return put(on, idle() ? std::function<void()>([] {}) : call);
}

// A copy between host and device: page-locked memory alone is copied later.
static int copy(void* to, const void* from, const void* host, size_t bytes, void* on) {
  if (capturing()) {
    return STREAM_CAPTURE_UNSUPPORTED;
  }
  bool late = isPinned(host, bytes);
  if (!isFirst((Stream*) on) && !late) {
    return INVALID_VALUE;
  }
  put(on, [=] { memcpy(to, from, bytes); });
  if (!late) {
    ((Stream*) on)->runTo(((Stream*) on)->put);
  }
  return SUCCESS;
}

extern "C" {

int cuInit(unsigned) {
  MAY_FAIL
  return SUCCESS;
}

int cuDriverGetVersion(int* version) {
  MAY_FAIL
  *version = (int) setting("FAKE_CUDA_DRIVER", 13000);
  return SUCCESS;
}

int cuDeviceGetCount(int* count) {
  MAY_FAIL
  *count = sizeof(contexts);
  return SUCCESS;
}

int cuDeviceGet(int* device, int number) {
  MAY_FAIL
  *device = number;
  return number >= 0 && number < (int) sizeof(contexts) ? SUCCESS : INVALID_DEVICE;
}

int cuDeviceGetName(char* name, int length, int) {
  MAY_FAIL
  strncpy(name, "Fake GPU", length);
  return SUCCESS;
}

int cuDeviceGetAttribute(int* value, int attribute, int) {
  MAY_FAIL
  long capability = setting("FAKE_CUDA_CAPABILITY", 90);
  *value = (int) (attribute == 75 ? capability / 10 : capability % 10);
  return SUCCESS;
}

int cuDevicePrimaryCtxRetain(void** made, int device) {
  MAY_FAIL
  *made = &contexts[device];
  return SUCCESS;
}

int cuDevicePrimaryCtxRelease_v2(int) { return SUCCESS; }

int cuCtxSetCurrent(void* context) {
  MAY_FAIL
  current = (char*) context;
  return SUCCESS;
}

int cuGetErrorString(int status, const char** words) {
  *words = status == OUT_OF_MEMORY ? "out of memory" : "what the fake says";
  return SUCCESS;
}

int cuMemAlloc_v2(Address* address, size_t bytes) {
  MAY_FAIL
  if (!current) {
    return INVALID_CONTEXT;
  }
  if (used() + bytes > (size_t) setting("FAKE_CUDA_BYTES", 1L << 30)) {
    return OUT_OF_MEMORY;
  }
  *address = (Address) aligned_alloc(256, (bytes + 255) / 256 * 256);
  memset((void*) *address, idle() ? 0 : 0xff, bytes);
  blocks[*address] = {bytes, device()};
  return SUCCESS;
}

int cuMemFree_v2(Address address) {
  if (!current || waiting() || !blocks.erase(address)) {
    return INVALID_VALUE;
  }
  free((void*) address);
  return SUCCESS;
}

int cuMemGetInfo_v2(size_t* free, size_t* total) {
  *total = (size_t) setting("FAKE_CUDA_BYTES", 1L << 30);
  *free = *total - used();
  return SUCCESS;
}

int cuMemAllocHost_v2(void** memory, size_t bytes) {
  MAY_FAIL
  if (!current || capturing()) {
    return INVALID_CONTEXT;
  }
  *memory = malloc(bytes);
  memset(*memory, 0xff, bytes);
  pinned[*memory] = bytes;
  return SUCCESS;
}

int cuMemFreeHost(void* memory) {
  if (!current || waiting() || !pinned.erase(memory)) {
    return INVALID_VALUE;
  }
  free(memory);
  return SUCCESS;
}

int cuMemcpyHtoDAsync_v2(Address to, const void* from, size_t bytes, void* on) {
  MAY_FAIL
  if (!current || !isStream(on) || !inside(to, bytes)) {
    return INVALID_VALUE;
  }
  return copy((void*) to, from, from, bytes, on);
}

int cuMemcpyDtoHAsync_v2(void* to, Address from, size_t bytes, void* on) {
  MAY_FAIL
  if (!current || !isStream(on) || !inside(from, bytes)) {
    return INVALID_VALUE;
  }
  return copy(to, (void*) from, to, bytes, on);
}

int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, void* on) {
  MAY_FAIL
  if (!current || !isStream(on) || !inside(to, bytes) || !inside(from, bytes)) {
    return INVALID_VALUE;
  }
  return put(on, [=] { memcpy((void*) to, (void*) from, bytes); });
}

int cuStreamCreate(void** made, unsigned flags) {
  MAY_FAIL
  if (!current || flags != 1) {
    return INVALID_VALUE;
  }
  streams.push_back(new Stream{device()});
  *made = streams.back();
  return SUCCESS;
}

int cuStreamDestroy_v2(void* on) {
  auto known = std::find(streams.begin(), streams.end(), on);
  if (known == streams.end() || (*known)->ran < (*known)->put) {
    return INVALID_VALUE;
  }
  streams.erase(known);
  delete (Stream*) on;
  return SUCCESS;
}

int cuStreamSynchronize(void* on) {
  MAY_FAIL
  if (!current || !isStream(on)) {
    return INVALID_CONTEXT;
  }
  if (capturing()) {
    return STREAM_CAPTURE_UNSUPPORTED;
  }
  ((Stream*) on)->runTo(((Stream*) on)->put);
  return SUCCESS;
}

int cuEventCreate(void** made, unsigned flags) {
  MAY_FAIL
  if (!current) {
    return INVALID_VALUE;
  }
  Event* event = new Event{device()};
  events.insert(event);
  *made = event;
  return SUCCESS;
}

int cuEventDestroy_v2(void* event) {
  if (!events.erase((Event*) event)) {
    return INVALID_VALUE;
  }
  delete (Event*) event;
  return SUCCESS;
}

int cuEventRecord(void* event, void* on) {
  MAY_FAIL
  if (!current || !events.count((Event*) event) || !isStream(on) || capturing()) {
    return INVALID_VALUE;
  }
  if (((Event*) event)->device != device()) {
    return INVALID_VALUE;
  }
  *(Event*) event = {device(), (Stream*) on, ((Stream*) on)->put};
  return SUCCESS;
}

int cuStreamWaitEvent(void* on, void* event, unsigned) {
  MAY_FAIL
  if (!current || !events.count((Event*) event) || !isStream(on) || capturing()) {
    return INVALID_VALUE;
  }
  Event now = *(Event*) event;
  return now.stream ? put(on, [=] { now.stream->runTo(now.place); }) : SUCCESS;
}

int cuEventSynchronize(void* event) {
  MAY_FAIL
  if (!current || !events.count((Event*) event)) {
    return INVALID_VALUE;
  }
  Event now = *(Event*) event;
  if (now.stream) {
    now.stream->runTo(now.place);
  }
  return SUCCESS;
}

int cuStreamBeginCapture_v2(void* on, int) {
  MAY_FAIL
  if (capturing()) {
    return STREAM_CAPTURE_UNSUPPORTED;
  }
  ((Stream*) on)->capturing = new Calls();
  return SUCCESS;
}

int cuStreamEndCapture(void* on, void** graph) {
  living["graphs"] += ((Stream*) on)->capturing != nullptr;
  *graph = ((Stream*) on)->capturing;
  ((Stream*) on)->capturing = nullptr;
  return SUCCESS;
}

int cuGraphInstantiateWithFlags(void** made, void* graph, unsigned long long) {
  MAY_FAIL
  *made = new Calls(*(Calls*) graph);
  living["graphs that can run"]++;
  return SUCCESS;
}

int cuGraphDestroy(void* graph) {
  living["graphs"]--;
  delete (Calls*) graph;
  return SUCCESS;
}

int cuGraphLaunch(void* graph, void* on) {
  MAY_FAIL
  if (!current || !isStream(on) || capturing()) {
    return INVALID_VALUE;
  }
  return put(on, [=] {
    for (auto& call : *(Calls*) graph) {
      call();
    }
  });
}

int cuGraphExecDestroy(void* graph) {
  if (waiting() && !lost) {
    return INVALID_VALUE;
  }
  living["graphs that can run"]--;
  delete (Calls*) graph;
  return SUCCESS;
}

// ---- kernels: "machine code" is the path of a library

int cuModuleLoadData(void** module, const void* image) {
  MAY_FAIL
  *module = dlopen((const char*) image, RTLD_NOW | RTLD_LOCAL);
  living["modules"] += *module != nullptr;
  return *module ? SUCCESS : INVALID_VALUE;
}

int cuModuleUnload(void* module) {
  living["modules"]--;
  return dlclose(module);
}

struct Function {
  int device;
  void (*run)(unsigned, unsigned, unsigned, unsigned, Address*);
  int parameters;
  unsigned shared;
};

int cuFuncLoad(void*) {
  MAY_FAIL
  return capturing() ? STREAM_CAPTURE_UNSUPPORTED : SUCCESS;
}

int cuModuleGetFunction(void** made, void* module, const char* name) {
  MAY_FAIL
  if (capturing()) {
    return STREAM_CAPTURE_UNSUPPORTED;
  }
  void* run = dlsym(module, (std::string("run_") + name).c_str());
  void* count = dlsym(module, (std::string("count_") + name).c_str());
  if (!run || !count) {
    return NOT_FOUND;
  }
  *made = new Function{device(), (void (*)(unsigned, unsigned, unsigned, unsigned, Address*)) run,
                       *(int*) count, 48 << 10};
  return SUCCESS;
}

int cuFuncSetAttribute(void* function, int attribute, int value) {
  if (attribute != MAX_DYNAMIC_SHARED_SIZE || value < 0 || value > 227 << 10) {
    return INVALID_VALUE;
  }
  ((Function*) function)->shared = value;
  return SUCCESS;
}

int cuLaunchKernel(void* function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                   unsigned blockY, unsigned blockZ, unsigned shared, void* on, void** parameters,
                   void** extra) {
  MAY_FAIL
  Function* known = (Function*) function;
  if (!current || !isStream(on) || known->device != device() || gridY != 1 || gridZ != 1 || blockZ != 1 || extra ||
      shared > known->shared || gridX == 0 || blockX * blockY > 1024) {
    return INVALID_VALUE;
  }
  std::vector<Address> values;
  for (int i = 0; i < known->parameters; i++) {
    values.push_back(*(Address*) parameters[i]);
    if (!inside(values.back(), 4)) {
      return INVALID_VALUE;
    }
  }
  auto run = known->run;
  return compute(on, [=]() mutable { run(gridX, blockX, blockY, shared, values.data()); });
}

// ---- NVRTC

struct Program {
  std::string source, path, log;
};

int nvrtcVersion(int* major, int* minor) {
  *major = (int) setting("FAKE_NVRTC_MAJOR", 13);
  *minor = 0;
  return SUCCESS;
}

// Those of its time, and none that came later.
static const int ARCHITECTURES[] = {75, 80, 86, 89, 90};

int nvrtcGetNumSupportedArchs(int* count) {
  *count = 5;
  return SUCCESS;
}

int nvrtcGetSupportedArchs(int* architectures) {
  memcpy(architectures, ARCHITECTURES, sizeof(ARCHITECTURES));
  return SUCCESS;
}

int nvrtcCreateProgram(void** made, const char* source, const char*, int, const char* const*,
                       const char* const*) {
  MAY_FAIL
  *made = new Program{source, "", ""};
  living["programs"]++;
  return SUCCESS;
}

static std::string callers(const std::string& source) {
  const std::string begin = "extern \"C\" __global__ void __launch_bounds__(";
  std::string text;
  for (size_t at = source.find(begin); at != std::string::npos; at = source.find(begin, at + 1)) {
    size_t name = source.find('\n', at) + 1;
    size_t open = source.find('(', name), close = source.find(')', open);
    std::string called = source.substr(name, open - name), list;
    int count = 0;
    for (size_t comma = open; comma < close; comma = source.find(',', comma + 1)) {
      list += (count ? ", Memory{(char*) given[" : "Memory{(char*) given[") +
              std::to_string(count) + "]}";
      count++;
    }
    text += "extern \"C\" int count_" + called + " = " + std::to_string(count) + ";\n" +
            "extern \"C\" void run_" + called + "(unsigned g, unsigned x, unsigned y, unsigned s, " +
            "unsigned long long* p) { given = p; launch(g, x, y, s, [] { " + called + "(" + list +
            "); }); }\n";
  }
  return text;
}

int nvrtcCompileProgram(void* made, int count, const char* const* options) {
  MAY_FAIL
  Program* program = (Program*) made;
  if (count != 1 || 
      options[0] != "--gpu-architecture=sm_" + std::to_string(setting("FAKE_CUDA_CAPABILITY", 90))) {
    return INVALID_VALUE;
  }
  static int number = 0;
  std::string folder = getenv("FAKE_CUDA_FOLDER");
  std::string name = folder + "/module" + std::to_string(getpid()) + "_" + std::to_string(number++);
  std::ofstream(name + ".cpp") << "#include \"" << folder << "/emulation.hpp\"\n"
                               << "static unsigned long long* given;\n" << program->source
                               << callers(program->source);
  std::string command = "g++ -std=c++17 -O0 -w -shared -fPIC -o " + name + ".so " + name +
                        ".cpp 2> " + name + ".log";
  if (getenv("FAKE_NVRTC_LACKS_PARTS")) {
    program->log = "nvrtc: error: failed to open libnvrtc-builtins.so.13.0";
    return 7;
  }
  if (system(command.c_str()) != 0) {
    program->log = "kernels.cu(1): error: the fake compiler complains";
    return 6;
  }
  program->path = name + ".so";
  return SUCCESS;
}

int nvrtcGetProgramLogSize(void* program, size_t* size) {
  *size = ((Program*) program)->log.size() + 1;
  return SUCCESS;
}

int nvrtcGetProgramLog(void* program, char* log) {
  strcpy(log, ((Program*) program)->log.c_str());
  return SUCCESS;
}

int nvrtcGetCUBINSize(void* program, size_t* size) {
  MAY_FAIL
  *size = ((Program*) program)->path.size() + 1;
  return SUCCESS;
}

int nvrtcGetCUBIN(void* program, char* code) {
  MAY_FAIL
  strcpy(code, ((Program*) program)->path.c_str());
  return SUCCESS;
}

int nvrtcDestroyProgram(void** program) {
  if (!*program) {
    return INVALID_VALUE;
  }
  living["programs"]--;
  delete (Program*) *program;
  return SUCCESS;
}

const char* nvrtcGetErrorString(int) { return "what the fake compiler says"; }

// ---- cuBLASLt

static const int SINGLE = 0, NARROW = 14, COMPUTE_SINGLE = 68, COMPUTE_ROUNDED = 77;

struct Description {
  int compute, transposeFirst, transposeSecond, epilogue;
  char* bias;
};

struct Layout {
  int type;
  size_t rows, columns;
  long leading;
  int count;
  long stride;
};

size_t cublasLtGetVersion() { return (size_t) setting("FAKE_CUBLAS", 130100); }

int cublasLtCreate(void** handle) {
  MAY_FAIL
  *handle = current;
  living["handles of cuBLASLt"]++;
  return SUCCESS;
}

int cublasLtDestroy(void*) {
  living["handles of cuBLASLt"]--;
  return SUCCESS;
}

const char* cublasLtGetStatusString(int) { return "what the fake library says"; }

int cublasLtMatmulDescCreate(Description** made, int compute, int scale) {
  MAY_FAIL
  *made = new Description{compute, 0, 0, 1, nullptr};
  living["descriptions"]++;
  bool known = compute == COMPUTE_SINGLE || compute == COMPUTE_ROUNDED;
  return known && scale == SINGLE ? SUCCESS : NOT_SUPPORTED;
}

int cublasLtMatmulDescSetAttribute(Description* one, int attribute, const void* value, size_t) {
  MAY_FAIL
  switch (attribute) {
    case 3: one->transposeFirst = *(const int*) value; return SUCCESS;
    case 4: one->transposeSecond = *(const int*) value; return SUCCESS;
    case 7: one->epilogue = *(const int*) value; return SUCCESS;
    case 8: one->bias = *(char* const*) value; return SUCCESS;
    default: return NOT_SUPPORTED;
  }
}

int cublasLtMatmulDescDestroy(Description* one) {
  living["descriptions"]--;
  delete one;
  return SUCCESS;
}

int cublasLtMatrixLayoutCreate(Layout** made, int type, size_t rows, size_t columns, long leading) {
  MAY_FAIL
  *made = new Layout{type, rows, columns, leading, 1, 0};
  living["layouts"]++;
  return (type == SINGLE || type == NARROW) && leading >= (long) rows ? SUCCESS : NOT_SUPPORTED;
}

int cublasLtMatrixLayoutSetAttribute(Layout* one, int attribute, const void* value, size_t) {
  MAY_FAIL
  switch (attribute) {
    case 5: one->count = *(const int*) value; return SUCCESS;
    case 6: one->stride = *(const long*) value; return SUCCESS;
    default: return NOT_SUPPORTED;
  }
}

int cublasLtMatrixLayoutDestroy(Layout* one) {
  living["layouts"]--;
  delete one;
  return SUCCESS;
}

// What pointers are multiples of: 256 until it is said.
struct Preference {
  unsigned alignments[4] = {256, 256, 256, 256};
};

// cublasLtMatmulHeuristicResult_t: 64 bytes of the library's own, and what it found.
struct Algorithm {
  unsigned alignments[4];
  char rest[48];
  size_t workspace;
  int state;
};

int cublasLtMatmulPreferenceCreate(Preference** made) {
  MAY_FAIL
  *made = new Preference();
  living["preferences"]++;
  return SUCCESS;
}

int cublasLtMatmulPreferenceSetAttribute(Preference* one, int attribute, const void* value,
                                         size_t bytes) {
  MAY_FAIL
  if (attribute >= 5 && attribute <= 8 && bytes == 4) {
    one->alignments[attribute - 5] = *(const unsigned*) value;
    return SUCCESS;
  }
  return attribute == 1 && bytes == 8 ? SUCCESS : NOT_SUPPORTED;
}

int cublasLtMatmulPreferenceDestroy(Preference* one) {
  living["preferences"]--;
  delete one;
  return SUCCESS;
}

int cublasLtMatmulAlgoGetHeuristic(void*, Description* how, Layout* a, Layout* b, Layout* c,
                                   Layout* d, Preference* preference, int wanted, Algorithm* chosen,
                                   int* found) {
  MAY_FAIL
  size_t rows = how->transposeFirst ? a->columns : a->rows;
  size_t inner = how->transposeFirst ? a->rows : a->columns;
  size_t innerOfSecond = how->transposeSecond ? b->columns : b->rows;
  size_t columns = how->transposeSecond ? b->rows : b->columns;
  bool typed = a->type == b->type && c->type == d->type &&
               (a->type == SINGLE ? d->type == SINGLE && how->compute != 0
                                  : how->compute == COMPUTE_SINGLE);
  *found = typed && wanted == 1 && rows == d->rows && columns == d->columns && inner == innerOfSecond &&
           c->rows == rows && c->columns == columns;
  chosen->state = SUCCESS;
  memcpy(chosen->alignments, preference->alignments, sizeof(chosen->alignments));
  return SUCCESS;
}

int cublasLtMatmul(void* handle, Description* how, const float* scale, char* a, Layout* la, char* b,
                   Layout* lb, const float* share, char* c, Layout* lc, char* d, Layout* ld,
                   const Algorithm* chosen, void* workspace, size_t bytes, void* on) {
  MAY_FAIL
  if (!current || handle != current || !isStream(on) || !inside((Address) workspace, bytes)) {
    return NOT_SUPPORTED;
  }
  const Address places[4] = {(Address) a, (Address) b, (Address) c, (Address) d};
  for (int i = 0; i < 4; i++) {
    if (places[i] % chosen->alignments[i]) {
      return NOT_SUPPORTED;
    }
  }
  Description one = *how;
  Layout first = *la, second = *lb, third = *lc, result = *ld;
  float alpha = *scale, beta = *share;
  return compute(on, [=] {
    Types types = {first.type == NARROW, one.compute == COMPUTE_ROUNDED, result.type == NARROW};
    long width = first.type == NARROW ? 2 : 4, written = result.type == NARROW ? 2 : 4;
    size_t inner = one.transposeFirst ? first.rows : first.columns;
    Memory bias = {one.epilogue == 4 ? one.bias : nullptr};
    for (int i = 0; i < result.count; i++) {
      product(types, {{a + i * first.stride * width}, one.transposeFirst != 0, first.leading},
              {{b + i * second.stride * width}, one.transposeSecond != 0, second.leading},
              {{c + i * third.stride * written}, false, third.leading}, bias,
              {d + i * result.stride * written}, result.leading, (long) result.rows,
              (long) result.columns, (long) inner, alpha, beta);
    }
  });
}

// ---- NCCL: one process has all ranks, and calls of a group are made for all of them

static const int INVALID_ARGUMENT = 4, INVALID_USAGE = 5, FLOAT = 7;

struct Communicator {
  int rank, ranks, device;
};

// What one rank asked for; its turn comes behind what was put on its stream before.
struct Asked {
  Communicator* by;
  bool sum;
  float *from, *to;
  size_t count;
  Stream* stream;
  long place;
};

static bool grouped = false;
static std::vector<Asked> asked;

int ncclCommInitAll(Communicator** made, int count, const int* devices) {
  MAY_FAIL
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < i; j++) {
      if (devices[i] == devices[j]) {
        return INVALID_USAGE;
      }
    }
  }
  for (int i = 0; i < count; i++) {
    made[i] = new Communicator{i, count, devices[i]};
    living["communicators"]++;
  }
  // NCCL leaves another GPU current than it found.
  current = &contexts[devices[count - 1]];
  return SUCCESS;
}

int ncclCommDestroy(Communicator* one) {
  living["communicators"]--;
  delete one;
  return SUCCESS;
}

const char* ncclGetErrorString(int) { return "what the fake NCCL says"; }

int ncclGroupStart() {
  MAY_FAIL
  grouped = true;
  return SUCCESS;
}

static int ask(Communicator* by, bool sum, const void* from, void* to, size_t count, size_t written,
               int type, void* on) {
  if (!grouped || type != FLOAT || !isStreamOf(by->device, on) ||
      !insideOf(by->device, (Address) from, count * sizeof(float)) ||
      !insideOf(by->device, (Address) to, written * sizeof(float))) {
    return INVALID_ARGUMENT;
  }
  asked.push_back({by, sum, (float*) from, (float*) to, count, (Stream*) on, 0});
  return SUCCESS;
}

int ncclAllGather(const void* from, void* to, size_t count, int type, Communicator* by, void* on) {
  MAY_FAIL
  return ask(by, false, from, to, count, count * by->ranks, type, on);
}

int ncclAllReduce(const void* from, void* to, size_t count, int type, int operation,
                  Communicator* by, void* on) {
  MAY_FAIL
  return operation == 0 ? ask(by, true, from, to, count, count, type, on) : INVALID_ARGUMENT;
}

static void together(const std::vector<Asked>& ranks) {
  size_t count = ranks[0].count;
  std::vector<float> result(ranks[0].sum ? count : count * ranks.size());
  for (size_t rank = 0; rank < ranks.size(); rank++) {
    for (size_t i = 0; i < count; i++) {
      float value = ranks[rank].from[i];
      ranks[0].sum ? result[i] += value : result[rank * count + i] = value;
    }
  }
  for (const Asked& each : ranks) {
    memcpy(each.to, result.data(), result.size() * sizeof(float));
  }
}

// The first whose turn comes waits for all the others, and nobody goes on before it is done.
static int begin(std::vector<Asked> ranks) {
  for (size_t rank = 0; rank < ranks.size(); rank++) {
    if (ranks[rank].by->rank != (int) rank || ranks[rank].sum != ranks[0].sum ||
        ranks[rank].count != ranks[0].count) {
      return INVALID_USAGE;
    }
    ranks[rank].place = ranks[rank].stream->put;
  }
  auto done = std::make_shared<bool>(false);
  for (const Asked& each : ranks) {
    put(each.stream, [=] {
      if (!*done) {
        *done = true;
        for (const Asked& other : ranks) {
          other.stream->runTo(other.place);
        }
        if (!idle()) {
          together(ranks);
        }
      }
    });
  }
  return SUCCESS;
}

// Each rank's first call belongs to the others' first calls, and so on.
int ncclGroupEnd() {
  grouped = false;
  std::vector<Asked> all;
  all.swap(asked);
  MAY_FAIL
  while (!all.empty()) {
    std::vector<Asked> ranks;
    int count = all[0].by->ranks;
    for (int rank = 0; rank < count; rank++) {
      auto first = std::find_if(all.begin(), all.end(),
                                [=](const Asked& each) { return each.by->rank == rank; });
      if (first == all.end()) {
        return INVALID_USAGE;
      }
      ranks.push_back(*first);
      all.erase(first);
    }
    int status = begin(ranks);
    if (status) {
      return status;
    }
  }
  return SUCCESS;
}
}
